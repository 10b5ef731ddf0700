// The form in which texts are compared: wrappers trim, and systems end lines differently.

/** CRLF as LF, and nothing around. */
export function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}
