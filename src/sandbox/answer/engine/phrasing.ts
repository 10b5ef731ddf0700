// How people say what they want: everyday frames around a few words, long and short, calm and cross.
// Must stay general English: what is talked about comes from the request alone.
import type { Draw } from './edits.ts'

const OPENINGS = [
  '',
  'Hi, ',
  'Hello there, ',
  'Good morning. ',
  'Sorry to bother you, ',
  'Quick question: ',
  'Second time I write: ',
  'To whom it may concern: ',
]
const FRAMES = [
  'this is about %',
  'I would like to ask about %',
  'could somebody look into %',
  'I have been waiting since @ because of %',
  'what do I have to do about %',
  'my colleague told me @ to write to you about %',
  'I cannot get any further, it is %',
  'is it normal to have % after @',
  'we talked @ about %, and nothing has happened',
  'please explain % to me',
  'since @ there is % and I do not know why',
  'how does it work with %',
]
const TIMES = [
  'Monday',
  'last week',
  'yesterday evening',
  'the 3rd',
  'two days',
  'this morning',
  'March',
  'the weekend',
]
const ENDINGS = [
  '.',
  '?',
  '. Thanks.',
  '. Please help!',
  '. Number @.',
  '. I am on the train, so keep it short.',
  '…',
  '!!',
]
const ASIDES = [
  'By the way, the last time you were very kind.',
  'I have tried it on two devices and asked my neighbour as well.',
  'I am writing from abroad, so an answer by mail is best.',
  'It is not the first time that I have to ask for something.',
]

/** A sentence or two about `topic`. */
export function ask(topic: string, draw: Draw, purpose: string): string {
  const time = pick(TIMES, draw, `${purpose} time`)
  const frame = pick(FRAMES, draw, `${purpose} frame`).replace('%', topic).replace('@', time)
  const opening = pick(OPENINGS, draw, `${purpose} opening`)
  const number = String(1000 + Math.floor(9000 * draw(`${purpose} number`)))
  const text = `${opening}${frame}${pick(ENDINGS, draw, `${purpose} ending`).replace('@', number)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The same wish in an odd form: two words, shouted, with a slip of the finger, or buried in chat. */
export function askOddly(topic: string, draw: Draw, purpose: string): string {
  const form = Math.floor(4 * draw(`${purpose} form`))
  const plain = ask(topic, draw, purpose)
  if (form === 0) return topic.split(' ').slice(0, 3).join(' ')
  if (form === 1) return plain.toUpperCase()
  if (form === 2) return plain.replace(/([a-z])([a-z])(?=[a-z]{2})/, '$2$1')
  return `${pick(ASIDES, draw, `${purpose} aside`)} ${plain} ${pick(ASIDES, draw, `${purpose} more`)}`
}

/** About `topic`, with words of `other` that do not decide. */
export function askMisleadingly(topic: string, other: string, draw: Draw, purpose: string): string {
  const turns = [
    `The matter with ${other} is settled, thank you. What is left is ${topic}.`,
    `Everybody keeps telling me about ${other}, but I only want to know about ${topic}.`,
    `No, it has nothing to do with ${other}: it is ${topic}.`,
    `Before you send me to the people for ${other}: I am asking about ${topic}.`,
  ]
  const opening = pick(OPENINGS, draw, `${purpose} opening`)
  return `${opening}${pick(turns, draw, `${purpose} turn`)}`
}

export function pick<T>(items: readonly T[], draw: Draw, purpose: string): T {
  const item = items[Math.floor(items.length * draw(purpose))]
  if (item === undefined) throw new Error('Nothing to choose from.')
  return item
}
