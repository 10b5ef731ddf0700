// Places that other code may fill in, whatever template language the file is read in: `{x}`, `<x>`, includes; and in
// which block of a template each tag stands.
import type { Span } from './span.ts'

const SINGLE = /(?<![{$])\{[A-Za-z_][\w.]*(?:![rsa])?(?::[^{}\s]{0,20})?\}(?!\})/g
const MARKUP = /<\/?[A-Za-z][\w:.-]{0,60}(?: [^<>\n]{0,200})?\/?>/g
const INCLUDE = /\bfile:\/\/[^\s"'`<>)]+|@import[ \t]+["']?[^\s"';]+/g
const FENCED = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm

/** `{x}` anywhere; `<x>` outside of fenced code, where it may be an example; includes. */
export function placeholdersIn(text: string): string[] {
  const prose = text.replace(FENCED, ' ')
  return [...(text.match(SINGLE) ?? []), ...(prose.match(MARKUP) ?? []), ...(text.match(INCLUDE) ?? [])]
}

/** Braces that belong to no `{x}`: code that fills in `{x}` trips over them. */
export function looseBraces(text: string): string[] {
  return text.replace(SINGLE, ' ').match(/[{}]/g) ?? []
}

/** Each span's text behind the tags that are open where it stands, e.g. `{% if x %}|{{x}}`. */
export function nested(spans: readonly Span[]): string[] {
  const closed = new Set(spans.flatMap((span) => /^\{%-?\s*end(\w+)/.exec(span.text)?.[1] ?? []))
  const open: string[] = []
  return spans.map(({ text }) => {
    const word = /^\{%-?\s*(\w+)/.exec(text)?.[1]
    const mark = /^\{\{\{?~?\s*([#^/])/.exec(text)?.[1]
    const isElse = word === 'else' || word === 'elif' || word === 'elsif' || /^\{\{~?\s*(?:else|\^)\s*~?\}\}/.test(text)
    const left = isElse || word?.startsWith('end') || mark === '/' ? open.pop() : undefined
    const place = [...open, ...(left === undefined ? [] : [left]), text].join('|')
    if (isElse) open.push(`${left ?? ''}${text}`)
    else if (mark === '#' || mark === '^' || (word !== undefined && closed.has(word))) open.push(text)
    return place
  })
}
