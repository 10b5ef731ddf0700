// Objects that stand somewhere in a text, as promptfoo finds them: from a brace to the one that closes it, or to the
// end where none does, read as YAML's flow style. Bounded work, whatever the text.
import { parse } from 'yaml'

/** A longer object is cut here. */
const LONGEST = 100_000
/** Together; a text that asks for more holds nothing that is worth the time. */
const MOST_ATTEMPTS = 1000
const MOST_SIGNS = 2_000_000
const DEEPEST = 200

export function* embeddedObjects(text: string): Generator<object> {
  const ends = closingBraces(text)
  let signs = 0
  let attempts = 0
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
    const closed = ends.get(at)
    const end = closed !== undefined && closed - at <= LONGEST ? closed : Math.min(at + LONGEST, text.length)
    signs += end - at
    if (++attempts > MOST_ATTEMPTS || signs > MOST_SIGNS) return
    const found = objectIn(text.slice(at, end))
    if (found !== undefined) yield found
    at = found === undefined ? at + 1 : end
  }
}

/** Where each brace is closed, exclusive; one pass, without regard to quotations. */
function closingBraces(text: string): ReadonlyMap<number, number> {
  const open: number[] = []
  const ends = new Map<number, number>()
  for (const { index } of text.matchAll(/[{}]/g)) {
    if (text[index] === '{') open.push(index)
    else {
      const start = open.pop()
      if (start !== undefined) ends.set(start, index + 1)
    }
  }
  return ends
}

/** Undefined where the text is no object. Braces that it opens and does not close are closed. */
function objectIn(text: string): object | undefined {
  let depth = 0
  let deepest = 0
  for (const [brace] of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  if (deepest > DEEPEST) return undefined
  const whole = text + '}'.repeat(Math.max(0, depth))
  const value = attempt(() => JSON.parse(whole)) ?? attempt(() => readYaml(whole))
  return typeof value === 'object' && value !== null ? value : undefined
}

function readYaml(text: string): unknown {
  return parse(withYamlComments(text), { uniqueKeys: false, maxAliasCount: 0, logLevel: 'error' })
}

/** `// …` at the end of a line, outside of quotations and addresses, is a comment. */
function withYamlComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"?|(?<![A-Za-z])'[^'\n]*'?|\S*:\/\/|\/\//g, (part) =>
    part === '//' ? ' #' : part,
  )
}

function attempt(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
