// Reads JSON out of what a model wrote: bare, fenced, or with prose around it. Never guesses at broken JSON.
import type * as z from 'zod'
import { type Proposal, proposal } from './contract.ts'

/** Proposals that are read of one reply. */
const MOST = 8
const LONGEST_HYPOTHESIS = 400
/** How often reading begins anew behind a brace that nothing closes. */
const MOST_RESTARTS = 20
const THOUGHTS = /<\/(?:think|thinking|reasoning)>/g

/** The first JSON object in `text` that fits `schema`. Throws an Error whose message can be sent back to the model. */
export function parseJsonReply<S extends z.ZodType>(text: string, schema: S): z.infer<S> {
  let problem = 'The reply holds no JSON object.'
  for (const value of jsonObjects(text)) {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    problem = problemOf(parsed.error)
  }
  throw new Error(problem)
}

/** The proposals of a reply: what fits the contract is taken, the rest is left out. Throws as `parseJsonReply` does
 *  where nothing fits. */
export function proposalsIn(text: string): readonly Proposal[] {
  let problem = 'The reply holds no JSON object.'
  const found: Proposal[] = []
  for (const value of jsonObjects(text)) {
    const list = 'proposals' in value ? value.proposals : [value]
    if (!Array.isArray(list) || list.length === 0) problem = 'The JSON does not fit: proposals is no list, or empty.'
    for (const item of Array.isArray(list) ? (list as unknown[]) : []) {
      const parsed = proposal.safeParse(shortened(item))
      if (parsed.success) found.push(parsed.data)
      else problem = problemOf(parsed.error)
      if (found.length === MOST) return found
    }
  }
  if (found.length === 0) throw new Error(problem)
  return found
}

function shortened(item: unknown): unknown {
  if (item === null || typeof item !== 'object' || !('hypothesis' in item)) return item
  const { hypothesis } = item
  return typeof hypothesis === 'string' ? { ...item, hypothesis: hypothesis.slice(0, LONGEST_HYPOTHESIS) } : item
}

function problemOf({ issues }: z.ZodError): string {
  return `The JSON does not fit: ${issues[0]?.path.join('.') ?? ''} ${issues[0]?.message ?? ''}`.replace(/\s+/g, ' ')
}

/** JSON objects that stand in `text`, outermost first, in order; thoughts before the answer are passed over. */
function* jsonObjects(text: string): Generator<Record<string, unknown>> {
  const thought = [...text.matchAll(THOUGHTS)].at(-1)
  const answer = thought === undefined ? text : text.slice(thought.index + thought[0].length)
  for (const candidate of stretches(answer)) {
    try {
      yield JSON.parse(candidate) as Record<string, unknown>
    } catch {
      // Prose in braces.
    }
  }
}

/** Balanced `{…}` stretches; linear in the length of the text. */
function* stretches(text: string): Generator<string> {
  let from = 0
  for (let restart = 0; restart <= MOST_RESTARTS; restart++) {
    const open = yield* balanced(text, from)
    if (open === undefined) return
    from = open + 1
  }
}

/** Gives back where a stretch begins that is never closed. */
function* balanced(text: string, from: number): Generator<string, number | undefined> {
  let depth = 0
  let start = -1
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]
    if (depth > 0 && quoted) {
      if (c === '\\') i++
      else if (c === '"') quoted = false
      continue
    }
    if (c === '"' && depth > 0) quoted = true
    else if (c === '{') {
      if (depth++ === 0) start = i
    } else if (c === '}' && depth > 0 && --depth === 0) yield text.slice(start, i + 1)
  }
  return depth > 0 ? start : undefined
}
