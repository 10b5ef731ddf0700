// A list written as one text, as promptfoo reads it: `a, "b, c", "say ""hi"""`. Must never guess at a field that is
// not closed.

/** A field from its opening quotation mark to the closing one; inside, `""`, `\"` and `\\` stand for one sign. */
const QUOTED = /"((?:\\["\\]|""|[^"])*)"\s*(?=,|$)/y
const PLAIN = /[^,]+/y
const BETWEEN = /[\s,]*/y

/** Fields without the white space around them; empty ones are left out. Undefined where a quotation is not closed, or
 *  something else than a comma follows it. */
export function commaList(text: string): string[] | undefined {
  const fields: string[] = []
  let at = 0
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  for (;;) {
    read(BETWEEN)
    if (at >= text.length) return fields
    const quoted = text[at] === '"'
    const match = read(quoted ? QUOTED : PLAIN)
    if (match === null) return undefined
    fields.push(quoted ? (match[1] ?? '').replace(/\\(["\\])|""/g, (_, sign?: string) => sign ?? '"') : match[0].trim())
  }
}
