// What in a prompt's prose is a name and not a word: identifiers, inline code, keys of JSON. And the sentences that
// forbid something. Both must outlive every edit.

const NAMES = [
  // snake_case and UPPER_CASE, camelCase, `inline code`
  /(?<![\p{L}\p{N}_])[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_])\p{Ll}[\p{Ll}\p{N}]*(?:\p{Lu}[\p{Ll}\p{N}]+)+(?![\p{L}\p{N}_])/gu,
  /(?<!`)`[^`\n]{1,80}`(?!`)/g,
]
const JSON_KEY = /"[^"\n]{1,60}"(?=\s*:)/g
const POLICY =
  /\b(?:must not|mustn't|never|confidential|forbidden|prohibited|not (?:allowed|permitted)|under no circumstances|do not (?:disclose|reveal|share|repeat))\b/i

/** Without repeats. */
export function namesIn(text: string): string[] {
  return [...new Set([...NAMES, JSON_KEY].flatMap((pattern) => text.match(pattern) ?? []))]
}

/** Sentences that forbid something, without the bullet or number before them. */
export function policiesIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap(sentencesOf)
    .filter((sentence) => POLICY.test(sentence))
}

/** Whether `text` says the whole sentence, however its lines are broken. */
export function says(text: string, sentence: string): boolean {
  const wanted = withoutEnd(sentence)
  return [...text.split('\n').flatMap(sentencesOf), ...sentencesOf(text)].some((one) => withoutEnd(one) === wanted)
}

function sentencesOf(line: string): string[] {
  return line
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?]) /)
    .map((sentence) => sentence.replace(/^ ?(?:(?:[-*+•]|\d{1,3}[.)]) )?/, '').trim())
    .filter((sentence) => sentence !== '')
}

function withoutEnd(sentence: string): string {
  return sentence.replace(/[.!?]+$/, '')
}
