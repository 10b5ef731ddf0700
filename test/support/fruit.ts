// Training rows for tests: short texts about a fruit or a tool, in fixed variations.
const WORDS = {
  fruit: ['apple', 'pear', 'plum', 'grape', 'cherry'],
  tool: ['hammer', 'saw', 'drill', 'chisel', 'wrench'],
} as const
const FRAMES = ['a nice WORD for my sister', 'the WORD on the table', 'who took the old WORD', 'one more WORD please']

/** Row `i`: the request and the right answer. */
export function fruitRow(i: number): { messages: { role: 'user'; content: string }[]; answer: 'fruit' | 'tool' } {
  const answer = i % 2 === 0 ? 'fruit' : 'tool'
  const words = WORDS[answer]
  const word = words[Math.floor(i / 2) % words.length] ?? ''
  const text = (FRAMES[Math.floor(i / 10) % FRAMES.length] ?? '').replace('WORD', word)
  return { messages: [{ role: 'user', content: `Is it a fruit or a tool?\n\nText: ${text} ${i}` }], answer }
}

/** Lines of a training file, rows `from` to before `to`. */
export function fruitRows(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => {
    const { messages, answer } = fruitRow(from + i)
    return JSON.stringify({ messages: [...messages, { role: 'assistant', content: answer }] })
  })
}
