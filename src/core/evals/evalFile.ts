// Eval files: promptfoo's own syntax, read into cases. Loading ends in cases that can all be judged, or in an
// `InputError`; what is not evaluated is said in a warning.
import { InputError } from '../errors.ts'
import type { Objective } from '../events.ts'
import type { JudgePanel } from '../judge/question.ts'
import { withVotes } from '../judge/votes.ts'
import type { Files } from '../ports.ts'
import { type Case, flatAssertions } from './case.ts'
import { buildCases } from './cases.ts'
import { asksJudge } from './comparisons.ts'
import { readConfig } from './config.ts'
import { EVAL_FILE } from './evalFileName.ts'
import { checkKeys, IDLE_TOP_KEYS, TOP_KEYS } from './keys.ts'
import { LoadCode, type Loading } from './loadCode.ts'
import { type DerivedMetric, readDerivedMetrics } from './metrics.ts'
import { withOwnModels } from './ownModels.ts'
import { type PromptProgram, readPrompts } from './promptEntries.ts'
import { type Program, readProviders } from './providers.ts'
import { isReference, readValue } from './references.ts'
import { repeatOption } from './repeats.ts'
import { readSettings, settingsIn } from './settings.ts'
import { isRecord, type Located, parseYaml, partOf } from './source.ts'
import { readSource } from './sources/table.ts'
import { readTests } from './testRows.ts'
import { Warnings } from './warnings.ts'

export interface EvalFile {
  /** Relative to the workspace folder, with forward slashes. */
  readonly path: string
  readonly description: string
  /** Paths of the prompts it names. */
  readonly promptPaths: readonly string[]
  /** `provider:name`: `metadata.tunesmith.models` where given, else promptfoo's `providers`. */
  readonly models: readonly string[]
  /** Under which names tests and models mean a prompt, by path; and tests mean a model, by model. */
  readonly promptNames?: ReadonlyMap<string, readonly string[]> | undefined
  readonly modelNames?: ReadonlyMap<string, readonly string[]> | undefined
  /** The prompts that a model is asked with, by model; one that is not there is asked with all. */
  readonly modelPrompts?: ReadonlyMap<string, readonly string[]> | undefined
  /** Programs among the prompts. */
  readonly promptPrograms?: readonly PromptProgram[] | undefined
  /** Programs among the models. */
  readonly programs?: readonly Program[] | undefined
  /** What is made better where several models are named; the mean over them where not given. */
  readonly objective?: Objective | undefined
  /** Model that proposes edits; the first model where not given. */
  readonly optimizer: string | undefined
  /** Models that judge where an assertion names none: the optimizer or the last model where the file does not say. */
  readonly judge: JudgePanel | undefined
  /** Embedding model for assertions that name none. */
  readonly embedder?: string | undefined
  /** Pass rate to reach, 0 to 1. */
  readonly target: number | undefined
  /** Shares of train, select and test; they add up to 1. Undefined: the engine's own rule for the number of cases. */
  readonly split: { readonly train: number; readonly select: number; readonly test: number } | undefined
  /** Variable that is sent as the user's message to a prompt without inputs; "task" where not given. */
  readonly taskVariable?: string | undefined
  /** Draws of each case in an eval, where neither the run nor the case says otherwise; 1 where not given. */
  readonly repeats?: number | undefined
  readonly cases: readonly Case[]
  readonly derivedMetrics?: readonly DerivedMetric[] | undefined
  /** Unknown keys with did-you-mean, assertions that are not evaluated, and the like; `file:line: sentence`. */
  readonly warnings: readonly string[]
}

export function isEvalFile(path: string): boolean {
  return EVAL_FILE.test(path)
}

/** Whether it may be one by its content. */
export function mayBeEvalFile(path: string): boolean {
  return /(?:eval|promptfoo|red-?team)[^/]*\.ya?ml$/i.test(path)
}

/** Whether the text has an eval file's keys: prompts, who answers them, and what they are tested on. */
export function hasKeysOfEvalFile(text: string): boolean {
  return (
    /^prompts[ \t]*:/m.test(text) &&
    /^(?:providers|targets)[ \t]*:/m.test(text) &&
    /^(?:tests|defaultTest|scenarios|redteam)[ \t]*:/m.test(text)
  )
}

/** Prompts that the eval file names, without reading anything else; empty where it is broken. */
export async function promptPathsOf(files: Files, path: string, text: string): Promise<string[]> {
  try {
    const loading = { files, warnings: new Warnings(), code: new LoadCode() }
    return [...(await readPrompts(loading, parseYaml(path, text))).paths]
  } catch (error) {
    if (InputError.is(error)) return []
    throw error
  }
}

/** Throws `InputError` with file, line and mend; `warnings` then hold what was seen before, and `code` what would have had
 *  to run. */
export async function loadEvalFile(
  files: Files,
  path: string,
  warnings = new Warnings(),
  code = new LoadCode(),
): Promise<EvalFile> {
  const loading: Loading = { files, warnings, code }
  const source = await readSource(files, path, warnings)
  const whole = source?.whole ?? (await readConfig(loading, path))
  const top = isRecord(whole.value) ? whole.value : {}
  checkKeys(whole, [], top, { known: TOP_KEYS, idle: IDLE_TOP_KEYS, what: 'in an eval file' }, warnings)
  const where = settingsIn(whole)
  const settings = await warnings.attemptAsync(
    async () => readSettings(where, await loadedLabels(files, whole, where), warnings),
    {},
  )
  const { group, expected, labels, models, objective, optimizer, judge, embedder, target, split, repeats, task } =
    settings
  const key = top.providers === undefined ? 'targets' : 'providers'
  const providers = await readProviders(loading, partOf(whole, [key], top[key]))
  const read = await warnings.attemptAsync(() => readTests(loading, whole, source?.rows), [])
  const { tests, programs } = await withOwnModels(loading, read, providers.programs)
  const built = warnings.attempt(() => {
    // What a case comes to hangs on all that was read.
    warnings.end()
    return buildCases(tests, { group, expected, labels, where }, warnings)
  }, [])
  const answering = models ?? providers.models
  const isModel = (id: string) => !programs.some((one) => one.id === id)
  const judges = judge ?? usualJudge(built, optimizer ?? answering.findLast(isModel))
  const cases = built.map((kase) => withVotes(kase, judges))
  const prompts = await readPrompts(loading, whole)
  const evalFile = {
    path,
    description: typeof top.description === 'string' ? top.description : '',
    promptPaths: prompts.paths,
    promptNames: prompts.names,
    promptPrograms: prompts.programs,
    models: answering,
    programs,
    modelNames: providers.names,
    modelPrompts: providers.prompts,
    objective,
    optimizer,
    judge: judges,
    embedder,
    target,
    split,
    taskVariable: task,
    repeats:
      repeats ??
      warnings.attempt(() => repeatOption(partOf(whole, ['evaluateOptions'], top.evaluateOptions)), undefined),
    cases,
    derivedMetrics: warnings.attempt(
      () => readDerivedMetrics(partOf(whole, ['derivedMetrics'], top.derivedMetrics), warnings),
      [],
    ),
    warnings: warnings.list(),
  }
  warnings.end()
  return evalFile
}

/** Where nobody names a judge, the strongest model that the file names; the run says where it may favour its own. */
function usualJudge(cases: readonly Case[], model: string | undefined): JudgePanel | undefined {
  const isAsked = cases
    .flatMap(({ assertions, comparisons = [] }) => [...flatAssertions(assertions), ...comparisons])
    .some((one) => one.provider === undefined && asksJudge(one))
  return isAsked && model !== undefined && !model.startsWith('echo:') ? { panel: [model], votes: 1 } : undefined
}

async function loadedLabels(files: Files, whole: Located, where: Located): Promise<unknown> {
  const labels = isRecord(where.value) ? where.value.labels : undefined
  return isReference(labels) ? readValue(files, labels, whole, ['metadata', 'tunesmith', 'labels']) : labels
}
