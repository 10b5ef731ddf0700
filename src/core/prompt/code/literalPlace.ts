// What a string in code is the value of: the name it is assigned to, and what is done to it on the way.
import type { CodeView } from './codeView.ts'

export interface LiteralPlace {
  readonly name: string
  /** The string is the whole value. */
  readonly isWhole: boolean
  /** It is a member of an object under this name, which says less than a name of its own. */
  readonly isMember: boolean
  /** A function takes its indentation away. */
  readonly isDedented: boolean
  /** A library of prompt templates reads it, so that it is a prompt whatever its name. */
  readonly isTemplate: boolean
}

/** Functions that only take indentation away. */
const DEDENTS = new Set(['dedent', 'outdent', 'stripIndent', 'stripIndents', 'cleandoc'])
const READS_TEMPLATES = new Set(['fromTemplate', 'from_template'])
/** Methods that leave the words of a string alone. */
const HARMLESS = new Set(['strip', 'lstrip', 'rstrip', 'trim', 'trimStart', 'trimEnd', 'format', 'freeze'])

/** Undefined where it is no value of a name. */
export function literalPlace(view: CodeView, i: number): LiteralPlace | undefined {
  let start = i - 1
  let after = afterMethods(view, i + 1)
  let isTemplate = false
  let isDedented = false
  const token = view.tokens[i]
  const tagged = view.tokens[start]
  if (token?.string?.quote === '`' && tagged?.kind === 'word' && tagged.end === token.start) {
    if (!DEDENTS.has(view.text(start))) return undefined
    isDedented = true
    start--
  } else if (view.text(start) === '(') {
    const callee = view.text(start - 1)
    const isCall = view.isWord(start - 1)
    isTemplate = READS_TEMPLATES.has(callee)
    isDedented = DEDENTS.has(callee)
    if (isCall && !isTemplate && !isDedented) return undefined
    const close = isTemplate && view.text(after) === ',' ? (view.pair(start) ?? after) : after
    if (view.text(close) !== ')') return undefined
    start -= isCall ? 2 : 1
    after = afterMethods(view, close + 1)
    while (isCall && view.text(start) === '.') start -= 2
  }
  const place = { isWhole: isEnd(view, after), isDedented, isTemplate, isMember: view.text(start) === ':' }
  const name = nameBefore(view, start)
  if (name === 'template' && /PromptTemplate$/.test(view.text(calleeAround(view, start))))
    return { ...place, name: view.nearestName(i) ?? name, isTemplate: true }
  return name === undefined ? undefined : { ...place, name }
}

function nameBefore(view: CodeView, sign: number): string | undefined {
  const key = view.key(sign - 1)
  // What a function returns is named after it.
  if (view.text(sign) === 'return' || (view.text(sign) === '>' && view.text(sign - 1) === '='))
    return view.nearestName(sign)
  if (view.text(sign) === ':')
    return key !== '' && ['{', ',', '('].includes(view.text(sign - 2)) && view.text(sign - 2) !== '' ? key : undefined
  if (view.text(sign) !== '=' || !view.isWord(sign - 1)) return undefined
  // After a type: NAME: string = "…".
  return view.text(sign - 2) === ':' && view.isWord(sign - 3) ? view.text(sign - 3) : view.text(sign - 1)
}

/** Of `PromptTemplate(template=…` and `new PromptTemplate({ template: …`. */
function calleeAround(view: CodeView, i: number): number {
  const around = view.around(i)
  return view.text(around) === '{' ? around - 2 : around - 1
}

function afterMethods(view: CodeView, from: number): number {
  let at = from
  while (view.text(at) === '.' && HARMLESS.has(view.text(at + 1)) && view.text(at + 2) === '(')
    at = (view.pair(at + 2) ?? at + 2) + 1
  return at
}

/** Nothing is put together with the string. */
function isEnd(view: CodeView, after: number): boolean {
  return view.tokens[after]?.kind !== 'string' && !['+', '%', '?', '*', '.'].includes(view.text(after))
}
