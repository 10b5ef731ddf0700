// Engines for the languages whose tags stand alone: no blocks, no expressions. A language says where its tags are and
// what each stands for; text between tags is literal.
import type { Vars } from '../../evals/case.ts'
import type { Span } from '../span.ts'
import { type EngineId, type Piece, type TemplateEngine, TemplateError, type TemplateProblem } from './engine.ts'

/** One tag. Without `fill` it is opaque: it is never run, and stays as it stands unless `vars` has a value under its
 *  own text. `fill` gives undefined where the input is missing. */
export interface Tag extends Span {
  readonly fill?: (vars: Vars) => Piece | undefined
}

export interface TagLanguage {
  readonly id: EngineId
  readonly label: string
  /** In order, without overlap, in time linear in the text; never throws. */
  tags(text: string): Tag[]
  problem?(text: string): TemplateProblem | undefined
}

export function tagEngine(language: TagLanguage): TemplateEngine {
  const problem = (text: string): TemplateProblem | undefined => language.problem?.(text)
  return {
    id: language.id,
    label: language.label,
    spans: (text) => language.tags(text).map(({ fill: _, ...span }) => span),
    variables: (text) => [...new Set(language.tags(text).flatMap((tag) => tag.name ?? []))],
    problem,
    render: (text, vars) => {
      const broken = problem(text)
      if (broken !== undefined) throw new TemplateError(broken)
      const pieces: Piece[] = []
      let at = 0
      for (const tag of language.tags(text)) {
        const piece = fillTag(tag, vars)
        pieces.push({ text: text.slice(at, tag.start), literal: true }, piece)
        at = tag.end
      }
      return [...pieces, { text: text.slice(at), literal: true }].filter((piece) => piece.text !== '')
    },
  }
}

function fillTag(tag: Tag, vars: Vars): Piece {
  if (tag.fill === undefined) {
    const told = Object.hasOwn(vars, tag.text) ? vars[tag.text] : undefined
    return typeof told === 'string' ? { text: told, literal: false } : { text: tag.text, literal: true }
  }
  const piece = tag.fill(vars)
  if (piece === undefined)
    throw new TemplateError({ message: `The variable "${tag.name ?? tag.text}" has no value.`, offset: tag.start })
  return piece
}

/** A tag for each match, where `read` sees more in it than text. */
export function tagsOf(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => Omit<Tag, 'start' | 'end' | 'text'> | undefined,
): Tag[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const tag = read(match)
    return tag === undefined ? [] : [{ ...place(text, match.index, match.index + match[0].length), ...tag }]
  })
}

/** [start, end) with the text in it. */
export function place(text: string, start: number, end: number): Pick<Span, 'start' | 'end' | 'text'> {
  return { start, end, text: text.slice(start, end) }
}

/** A piece for a value that is there. */
export function valuePiece(value: unknown, print: (value: unknown) => string): Piece | undefined {
  return value === undefined ? undefined : { text: print(value), literal: false }
}

/** The offset after the bracket that closes the one at each offset; one pass over the text. Unclosed ones are absent. */
export function closings(text: string, open: string, close: string): Map<number, number> {
  const ends = new Map<number, number>()
  const opened: number[] = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] === open) opened.push(i)
    else if (text[i] === close) {
      const start = opened.pop()
      if (start !== undefined) ends.set(start, i + 1)
    }
  }
  return ends
}
