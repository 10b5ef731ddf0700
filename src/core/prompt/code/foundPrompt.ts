// What is found in code, and what makes a name or a text one of a prompt.
import type { MessageSource } from '../document.ts'
import type { EngineId } from '../templates/engine.ts'

export interface FoundPrompt {
  readonly name: string
  readonly messages: readonly MessageSource[]
  readonly engine: EngineId
  /** As of claims. */
  readonly confidence: number
  readonly reason: string
  /** Index of the first token, for the order in the file. */
  readonly at: number
}

const NOT_A_TEXT = new Set(
  'id ids name names url path file files key keys type types kind version label title placeholder error errors token tokens cost config configs schema description regex pattern model engine length count hash dir folder button role prefix suffix'.split(
    ' ',
  ),
)

/** SYSTEM_PROMPT, summaryPrompt, promptTemplate, instructions, systemMessage. */
export function isPromptName(name: string): boolean {
  const words = name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .split(/[_\s.-]+/)
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  if (last === 'instructions' || last === 'prompt' || last === 'prompts') return true
  if (words.includes('prompt')) return !NOT_A_TEXT.has(last)
  return /(?:^| )system (?:message|msg|text|instruction)$/.test(words.join(' '))
}

/** Enough words to be worth measuring. */
export function isProse(text: string): boolean {
  return text.length >= 40 && (text.match(/\p{L}{2,}/gu) ?? []).length >= 6
}

const ADDRESS =
  /\b(?:you are|you're|your (?:task|job|role|goal)|act as|respond|reply|answer|return|output|classify|summari[sz]e|extract|translate|rewrite|generate|write)\b/i

/** Whether a text speaks to a model. */
export function addressesModel(text: string): boolean {
  return ADDRESS.test(text)
}
