// What a competent reader knows of the routing messages: their words, and which word speaks for which queue.
const STOP_WORDS = new Set(
  'a an and any are as at be been but by can could did do does for from get got had has have how i if in is it its just me my need not of on or our please should so some that the their them then there they this to up us was we were what when where which who why will with would you your'.split(
    ' ',
  ),
)
/** Added to every count, so that a word seen once says little. */
const SMOOTHING = 0.6

/** Stems of the words that carry content, without repeats: "charged" and "charges" are one. */
export function contentWords(text: string): string[] {
  return [...new Set(plainWords(text).map(stemOf))]
}

function plainWords(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  return words.filter((word) => word.length > 2 && !STOP_WORDS.has(word))
}

export interface Vocabulary {
  /** The word most often met with this stem. */
  surface(stem: string): string
  /** How much `word` speaks for `label` against the others: a centred log-odds, 0 for unknown words. */
  weight(word: string, label: string): number
  /** Stems of the words that speak most for `label`, strongest first. */
  typical(label: string): readonly string[]
}

export function learnVocabulary(
  rows: readonly { readonly text: string; readonly expected: string }[],
  labels: readonly string[],
): Vocabulary {
  const counts = new Map<string, number[]>()
  for (const { text, expected } of rows)
    for (const word of contentWords(text)) {
      const row = counts.get(word) ?? labels.map(() => 0)
      const at = labels.indexOf(expected)
      row[at] = (row[at] ?? 0) + 1
      counts.set(word, row)
    }
  const weights = new Map(
    [...counts].map(([word, row]) => {
      const logs = row.map((count) => Math.log(count + SMOOTHING))
      const middle = logs.reduce((sum, value) => sum + value, 0) / logs.length
      return [word, logs.map((value) => value - middle)]
    }),
  )
  const weight = (word: string, label: string) => weights.get(word)?.[labels.indexOf(label)] ?? 0
  const typical = new Map(
    labels.map((label, at) => {
      const strength = (word: string) => weight(word, label) * Math.sqrt(counts.get(word)?.[at] ?? 0)
      return [label, [...counts.keys()].sort((a, b) => strength(b) - strength(a)).slice(0, 30)]
    }),
  )
  const surfaces = surfacesOf(rows.map(({ text }) => text))
  return { weight, typical: (label) => typical.get(label) ?? [], surface: (stem) => surfaces.get(stem) ?? stem }
}

function stemOf(word: string): string {
  const short = word.replace(/(?:ing|ed|es|s|e)$/, '')
  return short.length > 2 ? short : word
}

function surfacesOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  for (const word of texts.flatMap(plainWords)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const rarestFirst = [...counts].sort(([, a], [, b]) => a - b)
  return new Map(rarestFirst.map(([word]) => [stemOf(word), word]))
}
