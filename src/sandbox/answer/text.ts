// Words, stems and sentences of plain text: what the sandbox's models compare.
// Must stay a general reader of English: no word here belongs to any one task.

const STOP = new Set(
  `a about after again all also am an and any are arent as at be because been before being between both but by can cant
  could couldnt did didnt do does doesnt doing dont down during each even every few for from further get gets getting
  got had hadnt has hasnt have havent having he hello her here hers hes hi him his how i if im in into is isnt it its
  itself ive just let like may me might more most much must my myself no nor not now of off on once only onto or other
  our ours out over own per please shall she shes should shouldnt so some such than thank thanks that thats the their
  theirs them then there theres these they theyre theyve thing things this those through to too under until up upon us
  very via want was wasnt we were werent weve what whats when where wheres whether which while who whom whose why will
  with within wont would wouldnt yes yet you your youre yours youve`.split(/\s+/),
)

/** Lower-case words and numbers, accents kept, apostrophes dropped. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(/['’]/gu, '')
  return plain.match(/\p{L}+|\p{N}+/gu) ?? []
}

/** Stems of the words that carry meaning. Falls back to all words where nothing but function words is left. */
export function termsOf(text: string): string[] {
  const words = wordsOf(text)
  const content = words.filter((word) => !STOP.has(word) && word.length > 1)
  return (content.length > 0 ? content : words).map(stem)
}

export function isFunctionWord(word: string): boolean {
  return STOP.has(word)
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/ications?$/u, 'y'],
  [/ations?$/u, ''],
  [/ators?$/u, ''],
  [/(t|s)ions?$/u, '$1'],
  [/ments?$/u, ''],
  [/ly$/u, ''],
  [/ates?$/u, ''],
]

/** A light suffix stripper in the manner of Porter: `declined`, `declines` and `declining` become one term. */
export function stem(word: string): string {
  if (word.length <= 3 || /\p{N}/u.test(word)) return word
  let rest = word
    .replace(/(ss|x|z|ch|sh)es$/u, '$1')
    .replace(/ies$|ied$/u, 'y')
    .replace(/([^su])s$/u, '$1')
  for (const [ending, replacement] of ENDINGS) {
    const shorter = rest.replace(ending, replacement)
    if (shorter !== rest && shorter.length >= 4) rest = shorter
  }
  const stripped = rest.replace(/(ing|ed)$/u, '')
  if (stripped !== rest && stripped.length >= 3 && /[aeiouy]/u.test(stripped)) rest = undouble(stripped)
  rest = undouble(rest)
  return rest.length > 3 ? rest.replace(/e$/u, '').replace(/y$/u, 'i') : rest
}

function undouble(word: string): string {
  return word.length > 3 ? word.replace(/([bdfgklmnprtvz])\1$/u, '$1') : word
}

/** How often each term occurs. */
export function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/** Sentences of one line of prose. */
export function sentencesOf(line: string): string[] {
  return line
    .split(/(?<=[.!?])\s+(?=[\p{Lu}"'`*\p{N}])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** Two spellings of one name have one key: case, spaces, hyphens, underscores and markup do not count. */
export function nameKey(name: string): string {
  return wordsOf(name).join(' ')
}

/** A name without the quotes, bold marks, code marks and full stop around it. */
export function bareName(text: string): string {
  return text
    .trim()
    .replace(/^[*_`"'“”‘’<([{]+|[*_`"'“”‘’>)\]}.,;:!]+$/gu, '')
    .trim()
}

/** Tokens as a provider would bill them, roughly: four characters each. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4))
}
