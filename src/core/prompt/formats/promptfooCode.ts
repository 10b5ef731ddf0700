// Prompts that stand as strings in a promptfoo config that is a program: under the first key `prompts`. They are found
// and edited without running it; what the program computes is no string, and no prompt here.
import { CodeView } from '../code/codeView.ts'
import { javascriptTokens } from '../code/javascript.ts'
import { literalOf } from '../code/literals.ts'
import type { ParsedPrompt } from '../document.ts'

/** In the order of the list; the fragment is the place in the config: "prompts/0". */
export function promptsInCode(source: string): ParsedPrompt[] {
  const view = new CodeView(source, javascriptTokens(source))
  const key = view.tokens.findIndex((_, i) => view.key(i) === 'prompts' && view.text(i + 1) === ':')
  if (key < 0) return []
  const first = key + 2
  if (view.text(first) !== '[') return promptAt(view, first, 'prompts')
  const end = view.pair(first) ?? view.tokens.length
  const found: ParsedPrompt[] = []
  let index = 0
  for (let i = first + 1; i < end; i++) {
    if (view.text(i) === ',' && view.around(i) === first) index++
    else found.push(...promptIn(view, i, first, `prompts/${index}`))
  }
  return found
}

/** A string of the list, or `raw` of a record in it. */
function promptIn(view: CodeView, i: number, list: number, fragment: string): ParsedPrompt[] {
  if (view.around(i) === list) return promptAt(view, i, fragment)
  const isRaw = view.around(view.around(i)) === list && view.text(i - 1) === ':' && view.key(i - 2) === 'raw'
  return isRaw ? promptAt(view, i, fragment) : []
}

function promptAt(view: CodeView, i: number, fragment: string): ParsedPrompt[] {
  const string = view.tokens[i]?.string
  const isWhole = [',', ']', '}', ''].includes(view.text(i + 1))
  const literal = string && isWhole ? literalOf(view.source, 'javascript', string) : undefined
  if (literal === undefined || literal.hasHoles) return []
  const { start, end, codec } = literal
  return [{ fragment, engine: 'nunjucks', messages: [{ role: 'user', start, end, codec }] }]
}
