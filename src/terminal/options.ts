// The options of the command line, each with the sentence that says what it is for.
// Must never hold a default that the engine already has.

export type OptionName =
  | 'eval'
  | 'dataset'
  | 'map'
  | 'model'
  | 'optimizer'
  | 'judge'
  | 'embedder'
  | 'preset'
  | 'max-usd'
  | 'max-calls'
  | 'max-tokens'
  | 'repeat'
  | 'concurrency'
  | 'batch'
  | 'retry'
  | 'cancel'
  | 'seed'
  | 'resume'
  | 'run'
  | 'job'
  | 'labels'
  | 'from'
  | 'history'
  | 'type'
  | 'describe'
  | 'examples'
  | 'count'
  | 'accept'
  | 'reject'
  | 'apply'
  | 'allow-code'
  | 'vars'
  | 'find'
  | 'replace'
  | 'pointer'
  | 'set'
  | 'format'
  | 'out'
  | 'json'
  | 'port'

export interface OptionSpec {
  /** What stands for the value in the help; undefined for a switch. */
  readonly value: string | undefined
  readonly repeatable: boolean
  readonly help: string
}

const option = (value: string | undefined, help: string, repeatable = false): OptionSpec => ({
  value,
  repeatable,
  help,
})

export const optionSpecs: Readonly<Record<OptionName, OptionSpec>> = {
  eval: option('FILE', 'eval file to measure on; default: the one that names the prompt'),
  dataset: option(
    'FILE',
    'CSV, TSV, JSON or JSONL to measure on; what its columns are is guessed and stored in an eval file',
  ),
  map: option('NAME=COLUMN,…', 'what the columns of --dataset are, e.g. text=question,expected=answer'),
  model: option('ID', 'model instead of the eval file’s, e.g. openai:gpt-6-luna; may be given several times', true),
  judge: option('ID', 'model that judges, in place of all that the eval file names'),
  embedder: option('ID', 'model that makes vectors, in place of all that the eval file names'),
  optimizer: option('ID', 'model that proposes the edits; default: the eval file’s, else the first model'),
  preset: option('quick|standard|deep', 'how long to search: about 150, 400 or 1,200 calls'),
  'max-usd': option('N', 'never spend more than N US dollars'),
  'max-calls': option('N', 'never make more than N calls'),
  'max-tokens': option('N', 'never use more than N tokens, input and output of all calls together'),
  repeat: option('N', 'draw each answer N times, and say how often one of them, and all of them, pass'),
  concurrency: option('N', 'calls at the same time'),
  batch: option(
    undefined,
    'ask in the provider’s batches: half the price, within 24 hours. One call goes out live first, and judges are asked ' +
      'live at the end',
  ),
  retry: option(undefined, 'with --batch: send again what expired or broke there, instead of leaving it missing'),
  cancel: option('RUN', 'ask the provider to end the batches of this run; answers so far are kept'),
  seed: option('S', 'seed of every random choice; the same seed repeats the run'),
  resume: option('RUN', 'go on with an interrupted run; no finished call is paid again'),
  run: option('RUN', 'sweep to start from; default: the last finished one of this prompt'),
  job: option('MARKER', 'fine-tuning job to follow or to confirm'),
  labels: option(
    'FILE',
    'CSV of outputs with a column “label”: pass, fail, or nothing; written where there is none yet',
  ),
  from: option('FILE', 'log, or folder of logs, to take cases from; may be given several times', true),
  history: option(undefined, 'take cases from the commits that changed the prompt'),
  type: option('TYPE', 'classifier, router, extractor, writer, answerer or agent; default: what the prompt looks like'),
  describe: option('TEXT', 'what the prompt should do, for whoever writes its cases'),
  examples: option('FILE', 'a few inputs with good outputs: JSONL, JSON, YAML or CSV, with “input” and “output”'),
  count: option('N', 'how many cases: at most 100 of a log, 80 that are written, where not given'),
  accept: option('WHICH', 'write these cases: all, or numbers such as 1-12,15'),
  reject: option('WHICH', 'write all cases but these: 3,17-19'),
  apply: option(
    undefined,
    'write the winner to the prompt file if it is likely better; of a run that is done, in any case',
  ),
  'allow-code': option(
    undefined,
    'run the code that the eval file names, such as metadata.tunesmith.check; without it, that is not evaluated',
  ),
  vars: option('FILE', 'JSON object with the values of the variables'),
  find: option('TEXT', 'text to replace, wherever it stands in the prose of the messages'),
  replace: option('TEXT', 'what comes in its place; may be empty'),
  pointer: option('P', 'message to set, e.g. /messages/0/content'),
  set: option('TEXT', 'its new text'),
  format: option('promptfoo|junit|csv|html|promptfooconfig', 'form of the export'),
  out: option('FILE', 'file to write; default: stdout'),
  json: option('FILE', 'write the result as JSON; - writes it to stdout and the rest to stderr'),
  port: option('N', 'port on 127.0.0.1; default: any free one'),
}
