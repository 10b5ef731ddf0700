// What is the same in every training prompt, so that the model learns from what differs: the input.
// Must give the same text for the same messages in training and in serving.

import type { ChatMessage } from '../../core/ports.ts'
import { readPrompt } from '../answer/readPrompt.ts'

/** The text before and after the input in the last user message. */
export interface Template {
  readonly before: string
  readonly after: string
}

export function learnTemplate(prompts: readonly (readonly ChatMessage[])[]): Template {
  const texts = prompts.map(lastUserText)
  const before = commonStart(texts)
  const rests = texts.map((text) => text.slice(before.length))
  const after = reversed(commonStart(rests.map(reversed)))
  return { before, after }
}

/**
 * The text that the model reads. Where the prompt is not the one it was trained with, the input is looked for as an
 * untrained model would, and what it finds may differ from what was learnt.
 */
export function inputFor(template: Template, messages: readonly ChatMessage[]): string {
  const text = lastUserText(messages)
  const { before, after } = template
  const fits = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  return fits ? text.slice(before.length, text.length - after.length) : readPrompt(messages).input
}

function lastUserText(messages: readonly ChatMessage[]): string {
  return messages.findLast((message) => message.role === 'user')?.content ?? ''
}

/** The longest common start that ends at a line, a space or a mark, so that no word of an input is cut. */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts
  if (others.length === 0) return ''
  let length = first.length
  for (const other of others) {
    let same = 0
    while (same < length && same < other.length && first[same] === other[same]) same++
    length = same
  }
  return /^[\s\S]*[\s:>"'`]/u.exec(first.slice(0, length))?.[0] ?? ''
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}
