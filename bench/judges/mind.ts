// A judge and an embedding model whose answers depend on the texts alone, so that promptfoo and we get the same ones,
// each in its own words. Knows promptfoo's questions by how they end.
import { sha256 } from '../../src/core/hash.ts'

type Texts = Readonly<Record<string, string | readonly string[]>>

/** The judge's answer to our request, or to promptfoo's prompt. */
export function judged(prompt: string): string {
  const own = ownRequest(prompt)
  return own === undefined ? answerInLines(prompt) : JSON.stringify(answerInJson(own.ask, own.rubric, own.texts))
}

/** A vector of counted letter pairs. */
export function vectorOf(text: string): number[] {
  const vector = new Array<number>(32).fill(0)
  const letters = text.toLowerCase()
  for (let i = 0; i + 1 < letters.length; i++) {
    const at = (letters.charCodeAt(i) * 7 + letters.charCodeAt(i + 1)) % vector.length
    vector[at] = (vector[at] ?? 0) + 1
  }
  return vector.map((count) => count / 8)
}

/** Sentences as both sides split them. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|\n/).filter((sentence) => sentence.trim() !== '')
}

function chance(...texts: readonly string[]): number {
  return Number.parseInt(sha256(texts.join('|')).slice(0, 8), 16) / 2 ** 32
}

const isAttributed = (context: string, sentence: string) => chance('attributed', context.trim(), sentence.trim()) < 0.6
const isSupported = (context: string, statement: string) => chance('supported', context.trim(), statement.trim()) < 0.6
const isRelevant = (messages: readonly string[]) => chance('relevant', ...messages) < 0.6
const needed = (context: string, query: string) =>
  sentencesOf(context).filter((sentence) => chance('needed', query, sentence.trim()) < 0.4)
const questionFor = (answer: string) => `Who says ${answer.slice(0, 20 + Math.floor(30 * chance('q', answer)))}?`
/** By the outputs alone, wherever they stand. */
const bestOf = (criterion: string, outputs: readonly string[]) => {
  const values = outputs.map((output) => chance('best', criterion, output.trim()))
  return values.indexOf(Math.max(...values))
}

function answerInJson(ask: string, rubric: string, texts: Texts): unknown {
  const text = (name: string) => [texts[name] ?? ''].flat().join('\n')
  const list = (name: string) => [texts[name] ?? []].flat()
  const reason = 'r'
  if (ask === 'attribution')
    return {
      sentences: sentencesOf(rubric).map((sentence) => ({
        sentence,
        reason,
        attributed: isAttributed(text('context'), sentence),
      })),
    }
  if (ask === 'extraction') return { reason, sentences: needed(text('context'), text('query')) }
  if (ask === 'statements') return { statements: sentencesOf(text('answer')) }
  if (ask === 'entailment')
    return { verdicts: list('statements').map((one) => ({ reason, supported: isSupported(text('context'), one) })) }
  if (ask === 'question') return { question: questionFor(text('answer')) }
  if (ask === 'conversation') {
    const messages = list('messages').map((message) => message.replace(/^\w+: /, ''))
    return { reason, relevant: isRelevant(messages) }
  }
  if (ask === 'best') return { reason, best: bestOf(rubric, list('outputs')) }
  throw new Error(`Nobody asks "${ask}".`)
}

function ownRequest(prompt: string): { ask: string; rubric: string; texts: Texts } | undefined {
  if (!prompt.startsWith('{"task":"judge"')) return undefined
  const { task: _, ask, rubric, fence, ...texts } = JSON.parse(prompt) as Record<string, string | string[]>
  const plain = (text: string) => text.slice(`<<${fence}\n`.length, -`\n${fence}>>`.length)
  return {
    ask: String(ask),
    rubric: String(rubric),
    texts: Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, typeof text === 'string' ? plain(text) : text.map(plain)]),
    ),
  }
}

function answerInLines(prompt: string): string {
  const between = (from: string, to: string) => {
    const start = prompt.lastIndexOf(from) + from.length
    return prompt.slice(start, prompt.indexOf(to, start)).trim()
  }
  if (prompt.trimEnd().endsWith('classification:')) {
    const context = between('context:', '\nanswer:')
    return sentencesOf(between('\nanswer:', '\nclassification:'))
      .map((one, i) => `${i + 1}. ${one} So [${isAttributed(context, one) ? '' : 'Not '}Attributed]`)
      .join('\n')
  }
  if (prompt.trimEnd().endsWith('candidate sentences:')) {
    const found = needed(between('context: ', '\ncandidate'), between('query: ', '\ncontext: '))
    return found.length === 0 ? 'Insufficient Information' : found.join('\n')
  }
  if (prompt.trimEnd().endsWith('statements:')) return sentencesOf(between('\nanswer: ', '\nstatements:')).join('\n')
  if (prompt.includes('Natural language inference')) {
    const context = between('\ncontext:\n', '\nstatements:')
    const verdicts = between('statements:\n', '\nAnswer:').split('\n')
    return `Final verdict for each statement in order: ${verdicts.map((one) => (isSupported(context, one) ? 'Yes.' : 'No.')).join(' ')}`
  }
  if (prompt.trimEnd().endsWith('Question:')) return questionFor(between('\n\nAnswer:', '\nQuestion:'))
  if (prompt.trimEnd().endsWith('JSON:')) {
    if (!prompt.includes('\nMessages:\n')) return '{"reason": "r"}'
    const messages = JSON.parse(between('\nMessages:\n', '\n\nJSON:')) as { content: string }[]
    return JSON.stringify({ verdict: isRelevant(messages.map(({ content }) => content)) ? 'yes' : 'no', reason: 'r' })
  }
  const criterion = /following criteria: (.*)/.exec(prompt)?.[1] ?? ''
  const outputs = [...prompt.matchAll(/<Text index="\d+">\n([\s\S]*?)\n<\/Text>/g)].map(([, text]) => text ?? '')
  if (outputs.length > 0) return String(bestOf(criterion, outputs))
  throw new Error(`Nobody asks so: ${prompt.slice(-200)}`)
}
