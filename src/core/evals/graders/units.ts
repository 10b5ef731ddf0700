// The parts that a context is counted in: its chunks, its lines, or the sentences of a single paragraph.

/** Of a list every chunk that is not blank, of several lines every line that is not; else every sentence, without marks
 *  such as "1." that stand alone. */
export function unitsOf(context: string | readonly string[]): string[] {
  if (typeof context !== 'string') return context.filter((chunk) => chunk.trim() !== '')
  const parts = isSegmented(context) ? linesOf(context) : context.split(/(?<=[.!?])\s+/)
  return parts.map((part) => part.trim()).filter((part) => part !== '' && !/^\d+[.)]$/.test(part))
}

/** What a judge copied of the context, in parts like the context's, each once. */
export function copiedUnits(sentences: readonly string[], context: string | readonly string[]): Set<string> {
  const text = sentences.join('\n')
  return new Set(isSegmented(context) ? linesOf(text) : unitsOf(text))
}

/** Whether the sentence stands in the context; space, case and a mark before it do not matter. */
export function isQuoted(sentence: string, context: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()
  return plain(context).includes(plain(sentence.replace(/^\s*(?:\d+[.)]|[-*])\s*/, '')))
}

function isSegmented(context: string | readonly string[]): boolean {
  return typeof context !== 'string' || linesOf(context).length > 1
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
