// Reads JSON out of what a model wrote: bare, fenced, or with prose around it. Never guesses at broken JSON.
import type * as z from 'zod'

/** The first JSON object in `text` that fits `schema`. Throws an Error whose message can be sent back to the model. */
export function parseJsonReply<S extends z.ZodType>(text: string, schema: S): z.infer<S> {
  let problem = 'The reply holds no JSON object.'
  for (const candidate of jsonObjects(text)) {
    let value: unknown
    try {
      value = JSON.parse(candidate)
    } catch {
      continue
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    problem = `The JSON does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim()
  }
  throw new Error(problem)
}

/** Balanced `{…}` stretches, outermost first, in order; linear in the length of the text. */
function* jsonObjects(text: string): Generator<string> {
  let depth = 0
  let start = -1
  let quoted = false
  for (let i = 0; i < text.length; i++) {
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
}
