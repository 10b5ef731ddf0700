// Which words of an output are gone in another one, and which are new.
// Must stay cheap: long outputs are compared up to a limit and the rest is left unmarked.

export interface Piece {
  readonly text: string
  readonly mark: 'same' | 'gone' | 'new'
}

/** Words compared at most; the table of two such texts has a quarter of a million cells. */
const MOST_WORDS = 500

/** `text` with the words that `pinned` does not have in this order marked as `mark`. */
export function markAgainst(text: string, pinned: string, mark: 'gone' | 'new'): readonly Piece[] {
  const words = split(text)
  const others = split(pinned)
  if (words.length > MOST_WORDS || others.length > MOST_WORDS) return [{ text, mark: 'same' }]
  const kept = commonWords(words, others)
  return join(words.map((word, index) => ({ text: word, mark: kept.has(index) ? 'same' : mark })))
}

/** Words and the spaces between them, each a piece. */
function split(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

/** Indexes of `words` in a longest common subsequence with `others`. */
function commonWords(words: readonly string[], others: readonly string[]): Set<number> {
  const width = others.length + 1
  const lengths = new Uint16Array((words.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = words.length - 1; i >= 0; i--)
    for (let j = others.length - 1; j >= 0; j--)
      lengths[i * width + j] = words[i] === others[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const kept = new Set<number>()
  for (let i = 0, j = 0; i < words.length && j < others.length; )
    if (words[i] === others[j]) {
      kept.add(i)
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  return kept
}

/** Neighbours with one mark become one piece; a space goes with the words around it where both are marked alike. */
function join(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = []
  for (const [index, piece] of pieces.entries()) {
    const before = out.at(-1)
    const after = pieces[index + 1]
    const space = piece.text.trim() === ''
    const mark = !space ? piece.mark : before !== undefined && before.mark === after?.mark ? before.mark : 'same'
    if (before !== undefined && before.mark === mark) out[out.length - 1] = { text: before.text + piece.text, mark }
    else out.push({ text: piece.text, mark })
  }
  return out
}
