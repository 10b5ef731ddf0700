// Inputs with their answers in a text that people wrote: a prompt's examples, a commit's message. Must claim no input
// whose answer is not beside it, and take linear time.

export interface WrittenExample {
  readonly input: string
  readonly output: string
}

const BULLET = String.raw`^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?[*_]{0,2}`
const ASKED = new RegExp(
  String.raw`${BULLET}(?:input|q|question|user|message|text|customer|e-?mail|ticket|query|example)[*_]{0,2}\s*[:=][*_]{0,2}\s*(\S.*)$`,
  'i',
)
const ANSWERED = new RegExp(
  String.raw`${BULLET}(?:output|a|answer|label|assistant|expected|category|class|result|response|reply|queue|route|intent|type)[*_]{0,2}\s*[:=][*_]{0,2}\s*(\S.*)$`,
  'i',
)
const ARROW = /^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?(\S.{2,2000}?)\s*(?:->|→|=>|⇒)\s*(\S.{0,200})$/
const TAGS =
  /<(input|user|question|message|query)>([^<]{1,8000})<\/\1>\s*<(output|assistant|answer|label|response|result)>([^<]{1,8000})<\/\3>/gi
/** `"I want my money back" should be billing`, in a sentence. */
const SHOULD =
  /["“]([^"”\n]{8,600})["”][^.\n"“]{0,120}?\b(?:should (?:have been|be|go to|say|return|become)|must (?:be|go to)|belongs (?:to|in)|expected:?|is (?:a|an))\s+["“'`]?([^\s"”'`.,;][^"”'`.,;\n]{0,60})/gi
/** Lines that an input may go on for. */
const LONGEST_INPUT = 30

export function examplesIn(text: string): WrittenExample[] {
  const found = [...text.matchAll(TAGS)].map(([, , input = '', , output = '']) => exampleOf(input, output))
  const lines = text.split(/\r\n|\n|\r/)
  let asked: string[] | undefined
  for (const line of lines) {
    const [, question] = ASKED.exec(line) ?? []
    const [, answer] = ANSWERED.exec(line) ?? []
    const [, left, right] = line.length > 2300 ? [] : (ARROW.exec(line) ?? [])
    if (answer !== undefined && asked !== undefined) {
      found.push(exampleOf(asked.join('\n'), answer))
      asked = undefined
    } else if (left !== undefined && right !== undefined && /\s|["“]/.test(left)) {
      found.push(exampleOf(ASKED.exec(left)?.[1] ?? left, right))
      asked = undefined
    } else if (question !== undefined) asked = [question]
    else if (line.trim() === '' || (asked?.length ?? 0) >= LONGEST_INPUT) asked = undefined
    else asked?.push(line)
  }
  return found.filter(({ input, output }) => input !== '' && output !== '')
}

/** The same, and what a sentence says should have come out. */
export function examplesInMessage(message: string): WrittenExample[] {
  const said = [...message.matchAll(SHOULD)].map(([, input = '', output = '']) => exampleOf(input, output))
  const known = new Set(said.map(({ input }) => input))
  return [...said, ...examplesIn(message).filter(({ input }) => !known.has(input))]
}

function exampleOf(input: string, output: string): WrittenExample {
  return { input: unquoted(input.trim()), output: unquoted(output.trim()) }
}

function unquoted(text: string): string {
  return /^(?:"[^"]*"|“[^”]*”|'[^']*'|`[^`]*`)$/.test(text) ? text.slice(1, -1).trim() : text
}
