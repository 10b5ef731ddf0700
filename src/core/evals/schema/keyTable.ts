// The keys of an eval file, as data: what each is for and what stands under it. Completion, hover and did-you-mean all
// come from here. Must never hold behaviour.

/** What may stand somewhere in an eval file. */
export interface Shape {
  /** Keys of a record; absent where any key may stand. */
  readonly keys?: KeyTable
  /** What the items of a list are; a single item may stand without its list. */
  readonly items?: Shape

  /** Words that may stand here. */
  readonly words?: readonly string[]
  /** What else may stand here, known only from the workspace. */
  readonly kind?: 'assertionType' | 'model' | 'variables'
}

export interface KeySpec {
  /** One or two sentences. */
  readonly doc: string
  readonly shape?: Shape
}

export type KeyTable = Readonly<Record<string, KeySpec>>

const BOOLEAN: Shape = { words: ['true', 'false'] }
const MODEL: Shape = { kind: 'model' }

export const ASSERTION: KeyTable = {
  type: {
    doc: 'What is checked. With `not-` in front the check is turned round.',
    shape: { kind: 'assertionType' },
  },
  value: {
    doc: 'What the output is compared with; its form depends on the type. `{{name}}` is a variable of the case.',
  },
  threshold: { doc: 'The score from which on the assertion passes, for types that give one.' },
  weight: {
    doc: "How much the assertion counts in the case's score; 1 where not given. With 0 it is measured and never fails.",
  },
  provider: { doc: 'Model that judges, for model-graded types.', shape: MODEL },
  metric: { doc: 'Name under which the score is also summed up over the cases.' },
  transform: { doc: 'Code that changes the output before this assertion sees it.' },
  contextTransform: {
    doc: 'Code that finds the context in the output, for types that judge an answer by its context.',
  },
  config: { doc: 'Further settings of the type.' },
  rubricPrompt: { doc: "The judge's prompt, in place of the usual one." },
  assert: { doc: 'The assertions of an `assert-set`.' },
}

const ASSERTIONS: Shape = {
  items: {
    keys: { ...ASSERTION, assert: { doc: ASSERTION.assert?.doc ?? '', shape: { items: { keys: ASSERTION } } } },
  },
}

export const OPTIONS: KeyTable = {
  prefix: { doc: 'Text before each prompt.' },
  suffix: { doc: 'Text after each prompt.' },
  provider: { doc: 'Model that judges, where an assertion names none.', shape: MODEL },
  transform: { doc: 'Code that changes the output before it is graded.' },
  postprocess: { doc: 'The old name of `transform`.' },
  transformVars: { doc: 'Code that changes the variables before the prompt is filled in.' },
  storeOutputAs: { doc: 'Name under which later tests find this output as a variable.' },
  rubricPrompt: { doc: "The judge's prompt, in place of the usual one." },
  factuality: { doc: 'Scores of the five findings of a `factuality` assertion.' },
  disableDefaultAsserts: { doc: 'Leaves out the assertions of `defaultTest`.', shape: BOOLEAN },
  disableVarExpansion: { doc: 'Takes a list as one value; otherwise each of its items makes a test.', shape: BOOLEAN },
  disableConversationVar: { doc: 'Leaves out the variable that holds the conversation so far.', shape: BOOLEAN },
  runSerially: { doc: 'Asks this test before the others, on its own.', shape: BOOLEAN },
  repeat: { doc: 'How often the model is asked.' },
}

export const TEST: KeyTable = {
  description: { doc: 'What the case is about, for people.' },
  vars: {
    doc: "The case's variables: what `{{name}}` in prompt and assertions stands for. A list of texts makes a case of each; `file://` reads the value from a file.",
    shape: { kind: 'variables' },
  },
  assert: { doc: 'What is expected of the output. Without a `threshold` all must pass.', shape: ASSERTIONS },
  threshold: {
    doc: 'The weighted mean of the scores from which on the case passes. Single failures then do not count.',
  },
  options: { doc: 'How this case is asked and graded.', shape: { keys: OPTIONS } },
  metadata: { doc: 'Notes on the case. `id` gives it a name of its own.' },
  provider: { doc: 'Has this model answer, whatever model is measured.', shape: MODEL },
  providers: { doc: 'Asks these models alone.', shape: { items: MODEL } },
  prompts: { doc: 'Asks with these prompts alone, named by their labels.' },
  providerOutput: { doc: 'The output, where no model is to be asked.' },
  assertScoringFunction: { doc: "Code that makes one score of the assertions' scores." },
}

export const TUNESMITH: KeyTable = {
  models: {
    doc: 'Models to measure on, `provider:name`. They stand in place of `providers`.',
    shape: { items: MODEL },
  },
  objective: {
    doc: 'What is made better over several models: their mean, the worst of them, or the first one.',
    shape: { words: ['mean', 'worst', 'first'] },
  },
  optimizer: { doc: 'Model that proposes edits; the first model where not given.', shape: MODEL },
  judge: {
    doc: 'Model that judges, for model-graded assertions that name none; or `{panel, votes, heldOut}`, of which `heldOut` grades the sealed comparison alone.',
    shape: MODEL,
  },
  embedder: {
    doc: 'Embedding model for assertions such as `similar` that name none, e.g. `openai:text-embedding-3-small`.',
    shape: MODEL,
  },
  target: { doc: 'Pass rate to reach, from 0 to 1.' },
  split: {
    doc: 'Shares of the cases for training, choosing and the sealed test; they add up to 1.',
    shape: {
      keys: {
        train: { doc: 'Share that the optimizer may see.' },
        select: { doc: 'Share that candidates are chosen on.' },
        test: { doc: 'Share that stays sealed until a claim is made.' },
      },
    },
  },
  repeats: { doc: 'How often each case is asked in an eval; 1 where not given.' },
  group: { doc: 'Variable or metadata key whose equal values belong together: such cases are always in one split.' },
  expected: { doc: 'Variable or template that says the right answer.' },
  labels: { doc: 'All answers that may be right; or a record of labels with their definitions, or `file://`.' },
  columns: {
    doc: "What the columns of the datasets are: a variable's name, `expected` or `id`, and the column that holds it. The texts of mapped rows are never templates.",
  },
  task: { doc: 'Variable that is sent as the user\'s message to a prompt without inputs; "task" where not given.' },
}

const EVALUATE_OPTIONS: KeyTable = {
  maxConcurrency: { doc: 'How many calls go out at once in promptfoo.' },
  repeat: { doc: 'How often each case is asked.' },
  delay: { doc: 'Milliseconds between calls in promptfoo.' },
  cache: { doc: 'Whether promptfoo may answer from its store.', shape: BOOLEAN },
  timeoutMs: { doc: 'Milliseconds after which promptfoo gives a call up.' },
  maxEvalTimeMs: { doc: 'Milliseconds after which promptfoo gives the whole eval up.' },
  showProgressBar: { doc: 'Whether promptfoo shows a progress bar.', shape: BOOLEAN },
  generateSuggestions: { doc: 'Whether promptfoo suggests prompts.', shape: BOOLEAN },
  suggestionsCount: { doc: 'How many prompts promptfoo suggests.' },
  filterRange: { doc: 'The tests that promptfoo runs, `from:to`.' },
  silent: { doc: 'Whether promptfoo prints nothing.', shape: BOOLEAN },
}

const PROMPTS: Shape = {
  items: {
    keys: {
      id: { doc: 'Path of the prompt, `file://…`.' },
      raw: { doc: 'Text of the prompt, or `file://…`.' },
      label: { doc: 'Its name in tables, and where tests name prompts.' },
      config: { doc: "The prompt's own settings for the model." },
    },
  },
}

const PROVIDERS: Shape = {
  kind: 'model',
  items: {
    kind: 'model',
    keys: {
      id: { doc: 'The model, `provider:name`.', shape: MODEL },
      label: { doc: 'Its name in tables.' },
      config: { doc: 'Settings that go into each call.' },
      prompts: { doc: 'The prompts that it is asked with, by their labels.' },
      transform: { doc: 'Code that changes its outputs.' },
      delay: { doc: 'Milliseconds between calls.' },
      env: { doc: 'Variables of the environment for this model.' },
    },
  },
}

export const TOP: KeyTable = {
  description: { doc: 'What is measured, for people.' },
  prompts: { doc: 'The prompts: paths (`file://…`), texts, or records.', shape: PROMPTS },
  providers: { doc: 'The models to measure on, as promptfoo names them.', shape: PROVIDERS },
  targets: { doc: 'The same as `providers`.', shape: PROVIDERS },
  tests: {
    doc: 'The cases: a list, or files that hold them (`file://cases.jsonl`).',
    shape: { items: { keys: TEST } },
  },
  defaultTest: { doc: 'What all cases have in common: assertions, variables, options.', shape: { keys: TEST } },
  scenarios: {
    doc: 'Every `config` with every one of `tests`.',
    shape: {
      items: {
        keys: {
          description: { doc: 'What the scenario is about.' },
          config: { doc: 'Data that the tests are multiplied with.', shape: { items: { keys: TEST } } },
          tests: { doc: 'The tests of the scenario.', shape: { items: { keys: TEST } } },
        },
      },
    },
  },
  metadata: {
    doc: 'Notes on the file. What only Tunesmith knows stands under `tunesmith`.',
    shape: {
      keys: {
        tunesmith: { doc: 'Settings of Tunesmith; promptfoo does not look at them.', shape: { keys: TUNESMITH } },
      },
    },
  },
  derivedMetrics: {
    doc: 'Metrics worked out of other metrics.',
    shape: { items: { keys: { name: { doc: 'Its name.' }, value: { doc: 'Its formula.' } } } },
  },
  env: { doc: 'Variables for `{{env.NAME}}` in this file. Keep keys out of it.' },
  evaluateOptions: { doc: 'How promptfoo runs the eval.', shape: { keys: EVALUATE_OPTIONS } },
  commandLineOptions: { doc: "Defaults of promptfoo's command line." },
  nunjucksFilters: { doc: 'Filters of your own for templates, as code.' },
  outputPath: { doc: 'Where promptfoo writes its results.' },
  sharing: { doc: 'Whether promptfoo may share the results.' },
  tracing: { doc: "promptfoo's settings for traces." },
  extensions: { doc: 'Code that promptfoo runs before and after.' },
  redteam: { doc: "promptfoo's red teaming; not acted on here." },
  tags: { doc: 'Names and values to find the eval by.' },
  $schema: { doc: 'Address of a JSON schema, for editors.' },
}
