// JSON values that stand in a text on lines of their own, outside of fenced code: how a model writes a tool call
// beside its words. One pass.

const FENCED = /^[ \t]*(`{3,}|~{3,})[^\n]*\n(?:[^\n]*\n)*?[ \t]*\1[`~]*[ \t]*$|^[ \t]*(?:`{3,}|~{3,})[\s\S]*/gm
const SIGNS = /"(?:\\[^\n]|[^"\\\n])*(?:"|$)|[{}[\]]/gm

interface Pair {
  readonly start: number
  readonly end: number
}

export function* jsonOnLines(text: string): Generator<unknown> {
  const plain = text.replace(FENCED, (fence) => fence.replace(/[^\n]/g, ' '))
  let outer = 0
  for (const { start, end } of bracketPairs(plain)) {
    if (start < outer) continue
    if (!/^[ \t]*(?:\r?\n|$)/.test(plain.slice(end, end + 200))) outer = end
    else {
      const parsed = parsedJson(plain.slice(start, end))
      if (parsed === undefined) continue
      outer = end
      if (startsLine(plain, start)) yield parsed.value
    }
  }
}

function startsLine(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === ''
}

/** Brackets that match each other, outside of JSON strings, by where they begin. */
function bracketPairs(text: string): Pair[] {
  const open: { readonly sign: string; readonly at: number }[] = []
  const pairs: Pair[] = []
  for (const { 0: sign, index } of text.matchAll(SIGNS)) {
    if (sign === '{' || sign === '[') open.push({ sign, at: index })
    else if (sign === '}' || sign === ']') {
      const last = open.at(-1)
      if (last === undefined || (last.sign === '{') !== (sign === '}')) open.length = 0
      else {
        open.pop()
        pairs.push({ start: last.at, end: index + 1 })
      }
    }
  }
  return pairs.sort((a, b) => a.start - b.start)
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
