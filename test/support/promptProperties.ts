// What must hold for a prompt in any format: read and written back it is the same file, and no text that is put into
// it changes a byte outside the messages.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { applyHunks } from '../../src/core/prompt/diff.ts'
import type { ParseContext, PromptDocument } from '../../src/core/prompt/document.ts'
import { withoutOuterLineEnds } from '../../src/core/prompt/lines.ts'
import { diffPrompts } from '../../src/core/prompt/promptDiff.ts'
import { parsePrompts, writePrompt } from '../../src/core/prompt/registry.ts'
import { spliceTexts } from '../../src/core/prompt/write.ts'

export const lineEnds: fc.Arbitrary<string> = fc.constantFrom('\n', '\r\n', '\r')
export const byteOrderMarks: fc.Arbitrary<string> = fc.constantFrom('', '\uFEFF')

/** Prose over several lines with LF, that neither begins nor ends with space. */
export function prose(...lines: readonly string[]): fc.Arbitrary<string> {
  const line = fc.oneof(
    fc.constantFrom(
      'Classify the message.',
      '',
      '  - billing: fees',
      '"Quoted" \'text\' \\ 100 %',
      'Größe 🙂',
      ...lines,
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `p${text.replace(/[\r\n{}]|\p{Cc}/gu, '')}q`),
  )
  return fc.array(line, { maxLength: 5 }).map((all) => ['Begin', ...all, 'end.'].join('\n'))
}

/** `sources` are files; `texts` what may be written into their messages. */
export function holdsProperties(
  path: string,
  sources: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string>,
  { context = {}, numRuns = 100 }: { readonly context?: ParseContext; readonly numRuns?: number } = {},
): void {
  const parse = (source: string) => parsePrompts(path, source, context)

  it('is written back byte for byte', () => {
    fc.assert(
      fc.property(sources, (source) => {
        for (const document of parse(source)) {
          assert.equal(spliceTexts(document, textsOf(document)), source)
          assert.equal(writePrompt(document, textsOf(document)), source)
          assert.equal(document.parts.map(({ start, end }) => source.slice(start, end)).join(''), source)
          assert.ok(document.messages.every(({ text }) => !text.includes('\r')))
        }
      }),
      { numRuns },
    )
  })

  it('takes any other texts, gives them back, and changes nothing outside of them', () => {
    fc.assert(
      fc.property(sources, fc.infiniteStream(texts), fc.infiniteStream(fc.boolean()), (source, stream, coins) => {
        const chosen = <T>(from: { next(): { value: T } }) => from.next().value
        let file = source
        for (const [at, before] of parse(source).entries()) {
          const document = parse(file)[at] ?? before
          const wanted = textsOf(document).map((text) => (chosen(coins) ? chosen(stream) : text))
          file = writePrompt(document, wanted)
          const again = parse(file)[at] ?? before
          assert.deepEqual(textsOf(again).map(trimmed), wanted.map(trimmed))
          assert.deepEqual(
            again.messages.map(({ role }) => role),
            document.messages.map(({ role }) => role),
          )
          assert.deepEqual(outside(again), outside(document))
        }
        const hunks = diffPrompts(path, source, file, context).filter(() => chosen(coins))
        assert.deepEqual(outside(...parse(applyHunks(source, hunks))), outside(...parse(source)), 'some of the hunks')
      }),
      { numRuns },
    )
  })
}

function trimmed(text: string): string {
  const { start, end } = withoutOuterLineEnds(text, 0, text.length)
  return text.slice(start, end)
}

function textsOf(document: PromptDocument): string[] {
  return document.messages.map(({ text }) => text)
}

/** What stands before, between and after the messages of one file, and the line ends at its end. The line end after a
 *  text may count as the text's own, as in a YAML block. */
function outside(...documents: readonly PromptDocument[]): string[] {
  const source = documents[0]?.source ?? ''
  const places = documents.flatMap(({ sources }) => sources).toSorted((a, b) => a.start - b.start)
  const starts = [...places.map(({ start }) => start), source.length]
  const between = starts.map((start, i) => source.slice(places[i - 1]?.end ?? 0, start).replace(/^[\r\n]+/, ''))
  return [...between, /[\r\n]*$/.exec(source)?.[0] ?? '']
}
