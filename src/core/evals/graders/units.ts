// The parts that a context is counted in: its chunks, its lines, or the sentences of a single paragraph.

/** Of a list every chunk that is not blank, of several lines every line that is not; else every sentence, without marks
 *  such as "1." that stand alone. */
export function unitsOf(context: string | readonly string[]): string[] {
  if (typeof context !== 'string') return context.filter((chunk) => chunk.trim() !== '')
  const lines = context.split('\n').filter((line) => line.trim() !== '')
  const parts = lines.length > 1 ? lines : context.split(/(?<=[.!?])\s+/)
  return parts.map((part) => part.trim()).filter((part) => part !== '' && !/^\d+[.)]$/.test(part))
}

/** Whether the sentence stands in the context; space, case and a mark before it do not matter. */
export function isQuoted(sentence: string, context: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()
  return plain(context).includes(plain(sentence.replace(/^\s*(?:\d+[.)]|[-*])\s*/, '')))
}
