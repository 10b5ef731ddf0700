// Helpers: those built into Handlebars, and dotprompt's. A marker is a literal piece, so that only the template can set
// one; what a value adds to it cannot end it.
import { javascriptText } from '../data.ts'
import type { Piece } from '../engine.ts'
import { TemplateError } from '../engine.ts'

type Hash = ReadonlyMap<string, unknown>

/** dotprompt's `role`, `history`, `section` and `media`, in its own notation. */
export const MARKERS: ReadonlyMap<string, (params: readonly unknown[], hash: Hash) => Piece> = new Map([
  ['role', ([role]: readonly unknown[]) => marker(`role:${word(role)}`)],
  ['history', () => marker('history')],
  ['section', ([name]: readonly unknown[]) => marker(`section ${harmless(name)}`)],
  [
    'media',
    (_: readonly unknown[], hash: Hash) => {
      const type = hash.get('contentType')
      return marker(`media:url ${harmless(hash.get('url'))}${type ? ` ${harmless(type)}` : ''}`)
    },
  ],
])

type ValueHelper = (params: readonly unknown[], hash: Hash, spend: (characters: number) => void) => unknown

export const VALUE_HELPERS: ReadonlyMap<string, ValueHelper> = new Map<string, ValueHelper>([
  ['lookup', ([of, key]) => lookup(of, key)],
  ['log', () => undefined],
  ['json', ([value], hash, spend) => json(value, hash.get('indent'), spend)],
])

/** What `#if` takes for nothing, but for 0. */
export function isEmpty(value: unknown): boolean {
  return (!value && value !== 0) || (Array.isArray(value) && value.length === 0)
}

export const BLOCK_HELPERS: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with', 'ifEquals', 'unlessEquals'])

function marker(text: string): Piece {
  return { text: `<<<dotprompt:${text}>>>`, literal: true }
}

function word(value: unknown): string {
  const text = javascriptText(value)
  if (/^[a-z]+$/.test(text)) return text
  throw new TemplateError({ message: `"${text.slice(0, 30)}" is no role.`, offset: 0 })
}

/** In a URL, as it stands there; without anything that could end the marker or start another. */
function harmless(value: unknown): string {
  return javascriptText(value).replace(/[\s<>]/g, (sign) => encodeURIComponent(sign))
}

function lookup(of: unknown, key: unknown): unknown {
  if (of instanceof Map) return of.get(javascriptText(key))
  if (!Array.isArray(of)) return undefined
  const index = Number(key)
  return Number.isInteger(index) ? of[index] : undefined
}

function json(value: unknown, indent: unknown, spend: (characters: number) => void): string | undefined {
  const text = JSON.stringify(data(value, 0), null, typeof indent === 'number' ? indent : undefined) as
    | string
    | undefined
  spend(text?.length ?? 0)
  return text
}

function data(value: unknown, depth: number): unknown {
  if (depth > 200) return undefined
  if (Array.isArray(value)) return value.map((item) => data(item, depth + 1))
  if (!(value instanceof Map)) return value
  return Object.fromEntries([...value].map(([key, one]) => [String(key), data(one, depth + 1)]))
}
