// Lines of plain text: width, wrapping, cutting, columns. Must never hold a number's format or a word of the product.
import { stripVTControlCharacters } from 'node:util'

const SEGMENTER = new Intl.Segmenter()

/** Columns that `text` takes: escapes count nothing, wide and joined characters are taken as one. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  return [...SEGMENTER.segment(stripVTControlCharacters(text))].length
}

/** Breaks at spaces so that no line is longer than `width`, words longer than that excepted. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Every non-empty line moved right by `columns`. */
export function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line))
}

/** A bullet whose further lines stand under its first word. */
export function bullet(mark: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width - widthOf(mark) - 1)
  return [`${mark} ${first}`, ...indent(rest, widthOf(mark) + 1)]
}

/** At most `width` columns of one line; what is cut ends in …. Line breaks become ⏎. */
export function clip(text: string, width: number): string {
  const line = oneLine(text)
  if (widthOf(line) <= width) return line
  return `${[...SEGMENTER.segment(line)]
    .slice(0, Math.max(0, width - 1))
    .map((part) => part.segment)
    .join('')}…`
}

/** Text of unknown origin on one line, without control characters that a terminal would obey. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/\r\n|\r|\n/g, ' ⏎ '))
}

/** One line of a file as it stands, without control characters that a terminal would obey. Tabs become two spaces. */
export function printable(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll('\t', '  ')
    .replace(/\p{Cc}+/gu, '')
}

/** With a full stop, where it has none. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** "sweep 14" → "Sweep 14". */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Columns as wide as their widest cell, two spaces between them. Cells may carry colours. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))))
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? ''
        const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell))
        return align === 'right' ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}
