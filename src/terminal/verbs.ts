// The command line as one table: which verb takes what, and the sentence that says so. Reading and help both follow it.
// Must never hold a default that the engine already has.

import type { OptionName } from './options.ts'

export type Verb =
  | 'detect'
  | 'eval'
  | 'optimize'
  | 'diagnose'
  | 'finetune'
  | 'confirm'
  | 'calibrate'
  | 'render'
  | 'validate'
  | 'edit'
  | 'export'
  | 'cases'
  | 'import'
  | 'batches'
  | 'sandbox'

export interface VerbSpec {
  /** The positional argument, in the help's capitals. */
  readonly target: 'DIR' | 'PROMPT' | 'FILE' | 'ORIGINAL CANDIDATE' | 'RUN' | undefined
  /** Several targets are taken at once. */
  readonly many: boolean
  /** One line for the list of verbs. */
  readonly summary: string
  /** Two or three sentences for the verb's own help. */
  readonly about: string
  readonly options: readonly OptionName[]
  readonly examples: readonly string[]
  /** What exit code 1 means for this verb. */
  readonly failure: string | undefined
}

const measured: readonly OptionName[] = [
  'max-usd',
  'max-calls',
  'max-tokens',
  'concurrency',
  'seed',
  'resume',
  'allow-code',
  'json',
]

export const verbSpecs: Readonly<Record<Verb, VerbSpec>> = {
  detect: {
    target: 'DIR',
    many: true,
    summary: 'list the prompts of folders or files, and the eval file of each',
    about:
      'Finds every prompt without configuration: by its language or settings, its name, then its content; task ' +
      'prompts, instruction files and containers apart. --json says for each why, and how sure it is. Spends nothing.',
    options: ['json'],
    examples: ['tunesmith detect', 'tunesmith detect prompts docs/agent.md --json -'],
    failure: undefined,
  },
  eval: {
    target: 'PROMPT',
    many: false,
    summary: 'measure a prompt on its cases, on one or more models',
    about:
      'Runs the prompt on the cases of the eval file and grades every answer. The sealed test cases stay shut: ' +
      'they are for the claim that optimize makes at its end.',
    options: ['eval', 'dataset', 'map', 'model', 'judge', 'embedder', 'repeat', 'batch', 'retry', ...measured],
    examples: [
      'tunesmith eval route.prompt.md',
      'tunesmith eval route.prompt.md --repeat 5',
      'tunesmith eval route.prompt.md --batch --max-usd 5',
      'tunesmith eval route.prompt.md --model openai:gpt-6-luna --model anthropic:claude-haiku-5-5 --max-usd 0.50',
    ],
    failure:
      'the first model’s pass rate is below metadata.tunesmith.target, or, without a target, a case failed; ' +
      'or more than 5 % of the answers are missing',
  },
  optimize: {
    target: 'PROMPT',
    many: false,
    summary: 'search for a better prompt and prove the gain on sealed cases',
    about:
      'Tries labelled edits, keeps those that win on cases it may look at, and measures the winner once on sealed ' +
      'cases. The prompt file is left alone unless you say --apply.',
    options: ['eval', 'model', 'optimizer', 'judge', 'embedder', 'preset', ...measured.slice(0, -1), 'apply', 'json'],
    examples: [
      'tunesmith optimize route.prompt.md --preset quick',
      'tunesmith optimize route.prompt.md --max-usd 1 --apply',
      'tunesmith optimize route.prompt.md --resume 14',
    ],
    failure: 'the winner is worse on the sealed cases',
  },
  diagnose: {
    target: 'PROMPT',
    many: false,
    summary: 'find out why the rest still fails, and what is worth doing',
    about:
      'Takes the failures that the last sweep left and tests each for its cause: noise, instruction, knowledge, ' +
      'capability, label or format. Ends with one recommendation. The models are those of the sweep, unless you name ' +
      'others: the last one tells whether a bigger model would do.',
    options: ['eval', 'run', 'model', 'optimizer', 'judge', 'embedder', ...measured],
    examples: ['tunesmith diagnose route.prompt.md', 'tunesmith diagnose route.prompt.md --run 14 --json report.json'],
    failure: undefined,
  },
  finetune: {
    target: 'PROMPT',
    many: false,
    summary: 'train the model on the failures and follow the job',
    about:
      'Builds the training set from the last sweep, says rows and cost, submits it and follows the job to its end. ' +
      'Ctrl-C stops the following, not the job; --job takes it up again.',
    options: ['eval', 'run', 'job', 'json'],
    examples: ['tunesmith finetune route.prompt.md', 'tunesmith finetune route.prompt.md --job MARKER'],
    failure: 'the job failed or was cancelled',
  },
  confirm: {
    target: 'PROMPT',
    many: false,
    summary: 'compare the tuned model with the prompted one on sealed cases',
    about:
      'Measures base and tuned model, each with the seed prompt and with the best prompt, on the same sealed cases, ' +
      'and decides: promote, keep or roll back.',
    options: ['eval', 'run', 'job', 'judge', 'embedder', ...measured],
    examples: ['tunesmith confirm route.prompt.md', 'tunesmith confirm route.prompt.md --job MARKER'],
    failure: 'the decision is “roll back”',
  },
  calibrate: {
    target: 'PROMPT',
    many: false,
    summary: 'check the judge against your own labels',
    about:
      'Takes 40 outputs of the last judged run, half that the judge passes and half that it fails, its verdicts hidden, ' +
      'into a table for you to label. Run again, it says how far the judge can be trusted, corrects the pass rate for ' +
      'its errors, and shows where you differ. Spends nothing; no sealed output is shown.',
    options: ['eval', 'labels', 'run', 'json'],
    examples: ['tunesmith calibrate reply.prompt.md --labels labels.csv'],
    failure: 'the judge is too often wrong (J below .60) for a gain to be called credible',
  },
  render: {
    target: 'FILE',
    many: true,
    summary: 'print the messages of a prompt with values put in',
    about:
      'Fills in the variables and prints what a model would be sent. Values are put in once and can neither open a ' +
      'message nor be evaluated. Spends nothing.',
    options: ['vars', 'json'],
    examples: ['tunesmith render route.prompt.md --vars case.json', 'tunesmith render a.prompty b.jinja --json -'],
    failure: undefined,
  },
  validate: {
    target: 'ORIGINAL CANDIDATE',
    many: true,
    summary: 'say what a changed prompt file lost or broke',
    about:
      'Compares a changed file with the one it came from: lost, renamed or new variables, broken delimiters, lost ' +
      'roles, new commands and references, changes outside the messages. Spends nothing.',
    options: ['json'],
    examples: ['tunesmith validate route.prompt.md route.new.prompt.md --json -'],
    failure: 'there is a problem',
  },
  edit: {
    target: 'FILE',
    many: true,
    summary: 'change the text of a prompt and not one byte beside it',
    about:
      'Replaces text in the messages, or one message as a whole. Headers, roles, variables, references and code are ' +
      'protected: an edit there is refused with exit code 2, and nothing is written.',
    options: ['find', 'replace', 'pointer', 'set', 'json'],
    examples: [
      'tunesmith edit prompts/*.txt --find "Be brief." --replace "Answer in one sentence."',
      'tunesmith edit chat.json --pointer /messages/0/content --set "You sort messages."',
    ],
    failure: undefined,
  },
  export: {
    target: 'RUN',
    many: false,
    summary: 'write a recorded run for promptfoo, CI, a spreadsheet or a browser',
    about:
      'Writes every answer of a run with its case and grade: as promptfoo results, JUnit XML, CSV, or an HTML page ' +
      'that stands alone. Sealed cases are counted and left out. With an eval file in place of a run, and the form ' +
      'promptfooconfig, writes its cases and assertions as a config for promptfoo. Spends nothing.',
    options: ['format', 'out'],
    examples: [
      'tunesmith export 14 --format html --out report.html',
      'tunesmith export 14 --format junit',
      'tunesmith export triage.prompt.yml --format promptfooconfig --out promptfooconfig.yaml',
    ],
    failure: undefined,
  },
  cases: {
    target: 'PROMPT',
    many: false,
    summary: 'have a model write cases for a prompt that has none, or too few',
    about:
      'Asks a model for inputs with right answers: everyday ones, edges, and ones that look like something else; no two ' +
      'alike, no answer too often. Prints them for you to read, and writes nothing until you --accept: then a dataset ' +
      'and, where there is none, an eval file. Said again, the same costs nothing: answers are kept. Cases that a model ' +
      'wrote are marked synthetic and reported apart. A folder stands for the one prompt in it that has no eval file.',
    options: [
      'type',
      'describe',
      'examples',
      'count',
      'model',
      'optimizer',
      'accept',
      'reject',
      'eval',
      'max-usd',
      'max-calls',
      'max-tokens',
      'json',
    ],
    examples: [
      'tunesmith cases route.prompt.md --model sandbox:large',
      'tunesmith cases route.prompt.md --model openai:gpt-6-luna --describe Support-mail --count 100',
      'tunesmith cases route.prompt.md --model sandbox:large --reject 3,17-19',
    ],
    failure: 'fewer cases than asked for came of it',
  },
  import: {
    target: 'PROMPT',
    many: false,
    summary: 'make cases from logged calls, or from the prompt’s own commits',
    about:
      'Reads OpenTelemetry, Langfuse, LangSmith, OpenAI, Anthropic and promptfoo logs, JSON lines and CSV; finds the ' +
      'values of the variables by matching the prompt, or its older versions, with what was sent; takes out mail ' +
      'addresses, keys and numbers; puts failures first. An answer is expected only where a person said that it is ' +
      'right. Prints the cases for you to read, and writes nothing until you --accept. Spends nothing.',
    options: ['from', 'history', 'type', 'count', 'seed', 'eval', 'model', 'accept', 'reject', 'json'],
    examples: [
      'tunesmith import route.prompt.md --from traces.jsonl --from feedback.jsonl',
      'tunesmith import route.prompt.md --from logs --count 50 --reject 3,17-19',
      'tunesmith import route.prompt.md --history --accept all',
    ],
    failure: undefined,
  },
  batches: {
    target: undefined,
    many: false,
    summary: 'list what is with the batch engines, and cancel it',
    about:
      'Shows the batches that eval --batch sent and whose answers are not collected: --resume of the run does that.',
    options: ['cancel', 'json'],
    examples: ['tunesmith batches', 'tunesmith batches --cancel 14'],
    failure: undefined,
  },
  sandbox: {
    target: undefined,
    many: false,
    summary: 'serve the offline sandbox models until Ctrl-C',
    about:
      'Simulated models behind the real OpenAI and Anthropic wire formats on 127.0.0.1, for trying Tunesmith or any ' +
      'client without a key. What it answers is simulated.',
    options: ['port'],
    examples: ['tunesmith sandbox', 'tunesmith sandbox --port 8080'],
    failure: undefined,
  },
}

export const verbs = Object.keys(verbSpecs) as readonly Verb[]

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(verbSpecs, word)
}
