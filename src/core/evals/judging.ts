// How an assertion has its judge asked: what it says itself, what the test's options say, what neither says.
import { InputError } from '../errors.ts'
import { promptMessages } from '../judge/messages.ts'
import type { Judging } from '../judge/question.ts'
import { codeOf } from './assertionCode.ts'
import type { Assertion } from './case.ts'
import { graderOf } from './graders/registry.ts'
import { isReference } from './references.ts'
import { isRecord, type Located, partOf } from './source.ts'

type References = ReadonlyMap<string, unknown>

/** An assertion that knows where it stands. */
interface Placed extends Assertion {
  readonly where: Located
  readonly assertions?: readonly Placed[]
}

/** Undefined where no model grades, or nothing is said of how it is asked. `template` is a value that a case fills in.
 *  Throws `InputError` where the prompt for the judge is none. */
export function judgingOf(
  where: Located,
  type: string,
  source: Readonly<Record<string, unknown>>,
  template: unknown,
  references: References,
): Judging | undefined {
  if (!isJudged(type)) return undefined
  const own = loadedPrompt(where, source.rubricPrompt, references)
  const context = codeOf(where, ['contextTransform'], source.contextTransform, references, 'javascript')
  const judging = {
    ...(own !== undefined && { rubricPrompt: own }),
    ...(context !== undefined && { contextTransform: context }),
    ...(template !== undefined && { template }),
  }
  return Object.keys(judging).length === 0 ? undefined : judging
}

/** Whether a model judges by assertions of this type. */
export function isJudged(type: string): boolean {
  return type === 'select-best' || graderOf(type)?.questions !== undefined
}

/** A model that judges, one that makes vectors, or one for each kind of grading, as promptfoo has them. */
export function gradersNamed(given: unknown, judges: boolean): Pick<Assertion, 'provider' | 'embedder'> {
  if (isRecord(given) && given.id === undefined) {
    const [text, embedding] = [nameOf(given.text), nameOf(given.embedding)]
    return { ...(text !== undefined && { provider: text }), ...(embedding !== undefined && { embedder: embedding }) }
  }
  const name = nameOf(given)
  if (name === undefined) return {}
  const isEmbedder = /^[^:]+:embeddings?:/.test(name) || !judges
  return isEmbedder ? { embedder: name } : { provider: name }
}

function nameOf(given: unknown): string | undefined {
  const name = isRecord(given) ? given.id : given
  return typeof name === 'string' ? name : undefined
}

/** The test's options for its judges, where the assertion has none of its own; in sets too. */
export function withJudgeOptions<T extends Placed>(
  template: T,
  options: Readonly<Record<string, unknown>>,
  references: References,
): T {
  const { provider, embedder } = template
  const named = {
    ...template,
    ...gradersNamed(options.provider, true),
    ...(provider !== undefined && { provider }),
    ...(embedder !== undefined && { embedder }),
  }
  if (template.assertions !== undefined)
    return { ...named, assertions: template.assertions.map((each) => withJudgeOptions(each, options, references)) }
  if (!isJudged(template.type)) return named
  const rubricPrompt = loadedPrompt(template.where, options.rubricPrompt, references)
  const judging: Judging = {
    ...(rubricPrompt !== undefined && { rubricPrompt }),
    ...(isRecord(options.factuality) && { factuality: numbersIn(options.factuality) }),
    ...template.judging,
  }
  return { ...named, ...(Object.keys(judging).length > 0 && { judging }) }
}

function loadedPrompt(where: Located, given: unknown, references: References): unknown {
  const rubricPrompt = isReference(given) ? references.get(given) : given
  if (rubricPrompt === undefined || rubricPrompt === null) return undefined
  try {
    promptMessages(rubricPrompt)
  } catch (error) {
    if (!InputError.is(error)) throw error
    const { file, lineOf } = partOf(where, ['rubricPrompt'], rubricPrompt)
    throw new InputError(error.message, error.mend, { file, line: lineOf() })
  }
  return rubricPrompt
}

function numbersIn(record: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
