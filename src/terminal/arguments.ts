// Reads the command line into a Command, or into an InputError that names the argument and the mend.
// Must never touch files, the environment or the engine.
import { parseArgs } from 'node:util'
import { InputError } from '../core/errors.ts'
import type { Preset } from '../core/optimize/plan.ts'
import { type OptionName, type OptionSpec, optionSpecs } from './options.ts'
import { isVerb, type Verb, verbSpecs, verbs } from './verbs.ts'

export interface Command {
  readonly verb: Verb
  /** The folder or the prompt as typed; '.' for detect without one, '' for sandbox. */
  readonly target: string
  /** All of them, for verbs that take several. */
  readonly targets: readonly string[]
  readonly evalFile: string | undefined
  readonly dataset: string | undefined
  /** What its columns are, `name=column,…`. */
  readonly map: string | undefined
  readonly models: readonly string[]
  readonly optimizer: string | undefined
  readonly judge: string | undefined
  readonly embedder: string | undefined
  readonly preset: Preset | undefined
  readonly maxUsd: number | undefined
  readonly maxCalls: number | undefined
  readonly maxTokens: number | undefined
  readonly repeats: number | undefined
  readonly concurrency: number | undefined
  readonly batch: boolean
  readonly retry: boolean
  /** Run whose batches are to end. */
  readonly cancel: number | undefined
  readonly seed: string | undefined
  readonly resume: number | undefined
  readonly run: number | undefined
  readonly job: string | undefined
  readonly labels: string | undefined
  readonly from: readonly string[]
  readonly history: boolean
  readonly type: string | undefined
  readonly describe: string | undefined
  readonly examples: string | undefined
  readonly count: number | undefined
  readonly accept: string | undefined
  readonly reject: string | undefined
  readonly apply: boolean
  readonly allowCode: boolean
  readonly vars: string | undefined
  readonly find: string | undefined
  readonly replace: string | undefined
  readonly pointer: string | undefined
  readonly set: string | undefined
  readonly format: string | undefined
  readonly out: string | undefined
  /** A path, or '-' for stdout. */
  readonly json: string | undefined
  readonly port: number | undefined
}

export type Reading =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'help'; readonly verb: Verb | undefined }
  | { readonly kind: 'version' }

/** `argv` is without node and script. Throws `InputError`. */
export function readArguments(argv: readonly string[]): Reading {
  const [first, ...rest] = argv
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', verb: undefined }
  if (first === '--version' || first === '-v') return { kind: 'version' }
  if (first === 'help') return { kind: 'help', verb: rest[0] === undefined ? undefined : verbOf(rest[0]) }
  const verb = verbOf(first)
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help', verb }
  if (rest.includes('--version')) return { kind: 'version' }
  return { kind: 'command', command: readVerb(verb, rest) }
}

function verbOf(word: string): Verb {
  if (isVerb(word)) return word
  throw new InputError(
    word.startsWith('-') ? `The verb comes first, not ${word}.` : `There is no verb “${word}”.`,
    `Use one of ${verbs.join(', ')}; tunesmith --help says what each does.`,
  )
}

function readVerb(verb: Verb, args: readonly string[]): Command {
  const allowed = verbSpecs[verb].options
  const { tokens, positionals } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(optionSpecs).map(([name, spec]) => [name, { type: spec.value ? 'string' : 'boolean' } as const]),
    ),
  })
  const given = new Map<OptionName, string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const name = optionOf(verb, token.rawName, token.name, allowed)
    const values = given.get(name) ?? []
    if (values.length > 0 && !optionSpecs[name].repeatable)
      throw new InputError(`--${name} is given twice.`, 'Give it once.')
    given.set(name, [...values, givenValue(name, optionSpecs[name], token.value, token.inlineValue)])
  }
  return commandOf(verb, targetsOf(verb, positionals), given)
}

function optionOf(verb: Verb, raw: string, name: string, allowed: readonly OptionName[]): OptionName {
  const known = allowed.find((option) => option === name)
  if (known !== undefined) return known
  const others = verbs.filter((other) => verbSpecs[other].options.some((option) => option === name))
  throw new InputError(
    `tunesmith ${verb} does not take ${raw}.`,
    others.length > 0
      ? `It belongs to ${others.join(', ')}.`
      : `It takes ${allowed.map((option) => `--${option}`).join(', ')}.`,
  )
}

/** Options whose value is any text, also none. */
const TEXTS: ReadonlySet<OptionName> = new Set(['find', 'replace', 'set', 'describe'])

function givenValue(
  name: OptionName,
  spec: OptionSpec,
  value: string | undefined,
  inline: boolean | undefined,
): string {
  if (spec.value === undefined) {
    if (value === undefined) return ''
    throw new InputError(`--${name} takes no value.`, `Write --${name} alone.`)
  }
  const isText = TEXTS.has(name)
  const eaten = inline === false && value?.startsWith('-') === true && value !== '-' && !isText
  if (value === undefined || (value === '' && !isText) || eaten)
    throw new InputError(`--${name} needs a value.`, `Write --${name} ${spec.value}.`)
  return value
}

function targetsOf(verb: Verb, positionals: readonly string[]): readonly string[] {
  const { target, many } = verbSpecs[verb]
  const surplus = positionals[target === undefined ? 0 : 1]
  if (surplus !== undefined && !many)
    throw new InputError(
      `tunesmith ${verb} does not know what to do with “${surplus}”.`,
      target === undefined ? 'It takes options only.' : `It takes one ${target} at a time.`,
    )
  if (target !== undefined && target !== 'DIR' && positionals.length === 0)
    throw new InputError(
      target === 'RUN' ? `tunesmith ${verb} needs the number of a run.` : `tunesmith ${verb} needs a prompt file.`,
      target === 'RUN'
        ? `Write tunesmith ${verb} ${target}; each run says its number.`
        : `Write tunesmith ${verb} ${target}; tunesmith detect lists the prompts.`,
    )
  return positionals.length === 0 && target === 'DIR' ? ['.'] : positionals
}

function commandOf(verb: Verb, targets: readonly string[], given: ReadonlyMap<OptionName, readonly string[]>): Command {
  const text = (name: OptionName) => given.get(name)?.[0]
  const whole = (name: OptionName, least: number, most = Number.MAX_SAFE_INTEGER) =>
    numberOf(name, text(name), `a whole number from ${least}`, (n) => Number.isInteger(n) && n >= least && n <= most)
  return {
    verb,
    target: targets[0] ?? '',
    targets,
    evalFile: text('eval'),
    dataset: text('dataset'),
    map: text('map'),
    models: given.get('model') ?? [],
    optimizer: text('optimizer'),
    judge: text('judge'),
    embedder: text('embedder'),
    preset: presetOf(text('preset')),
    maxUsd: numberOf('max-usd', text('max-usd'), 'an amount in US dollars above 0', (n) => n > 0),
    maxCalls: whole('max-calls', 1),
    maxTokens: whole('max-tokens', 1),
    repeats: whole('repeat', 1, 100),
    concurrency: whole('concurrency', 1),
    batch: given.has('batch'),
    retry: given.has('retry'),
    cancel: whole('cancel', 1),
    seed: text('seed'),
    resume: whole('resume', 1),
    run: whole('run', 1),
    job: text('job'),
    labels: text('labels'),
    from: given.get('from') ?? [],
    history: given.has('history'),
    type: text('type'),
    describe: text('describe'),
    examples: text('examples'),
    count: whole('count', 1, 1000),
    accept: text('accept'),
    reject: text('reject'),
    apply: given.has('apply'),
    allowCode: given.has('allow-code'),
    vars: text('vars'),
    find: text('find'),
    replace: text('replace'),
    pointer: text('pointer'),
    set: text('set'),
    format: text('format'),
    out: text('out'),
    json: text('json'),
    port: whole('port', 0, 65_535),
  }
}

function presetOf(text: string | undefined): Preset | undefined {
  if (text === undefined || text === 'quick' || text === 'standard' || text === 'deep') return text
  throw new InputError(`There is no preset “${text}”.`, 'Use quick, standard or deep.')
}

function numberOf(
  name: OptionName,
  text: string | undefined,
  wanted: string,
  good: (n: number) => boolean,
): number | undefined {
  if (text === undefined) return undefined
  const n = Number(text)
  if (text.trim() !== '' && Number.isFinite(n) && good(n)) return n
  throw new InputError(`--${name} is “${text}”, which it cannot use.`, `Give ${wanted}.`)
}
