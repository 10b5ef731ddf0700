// Whether a text quotes cases: runs of words, kept as hashes, so that the index can answer for cases that nobody may
// read. It says no more than what stands in the asked text itself.
import { wordsOf } from './caseText.ts'
import { HashSet } from './hashSet.ts'

/** Words in a row that are a quotation, and fewer where one of them holds a digit. */
const RUN = 8
const RUN_WITH_DIGIT = 5
/** Scripts that set no spaces: each sign counts as a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
const PIECES = new RegExp(`${UNSPACED.source}|(?:(?!${UNSPACED.source}).)+`, 'gu')

export class QuoteIndex {
  readonly #runs = new HashSet()

  constructor(texts: Iterable<string>) {
    for (const text of texts) for (const run of runsOf(text)) this.#runs.add(hash(run))
  }

  /** The first words of `text` that a case has too and `known` has not; undefined where there are none. */
  quoted(text: string, known: string): string | undefined {
    const shared = runsOf(text).filter((run) => this.#runs.has(hash(run)))
    if (shared.length === 0) return undefined
    const before = ` ${signs(known).join(' ')} `
    return shared.find((run) => !before.includes(` ${run} `))
  }
}

function runsOf(text: string): string[] {
  const words = signs(text)
  const runs: string[] = []
  for (let i = 0; i + RUN_WITH_DIGIT <= words.length; i++) {
    const short = words.slice(i, i + RUN_WITH_DIGIT).join(' ')
    if (/\p{N}/u.test(short)) runs.push(short)
    if (i + RUN <= words.length) runs.push(words.slice(i, i + RUN).join(' '))
  }
  return runs
}

function signs(text: string): string[] {
  return wordsOf(text).flatMap((word) => (UNSPACED.test(word) ? (word.match(PIECES) ?? []) : [word]))
}

/** Two FNV-1a hashes in one number of 52 bits: among a million runs a chance hit is one in four thousand million. */
function hash(text: string): number {
  let [a, b] = [0x811c9dc5, 0x9747b28c]
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) ^ (b >>> 13)
  }
  return (a >>> 0) * 2 ** 20 + (b >>> 12)
}
