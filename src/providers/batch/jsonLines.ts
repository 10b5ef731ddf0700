// Reads JSON lines as they come over the wire.

/** Throws `SyntaxError` for a line that is cut short. */
export async function* jsonLinesOf(open: () => Promise<Response>): AsyncGenerator<unknown, void> {
  const { body } = await open()
  if (body === null) return
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  if (rest.trim() !== '') yield JSON.parse(rest)
}
