// Whatever else people keep: one record a line or a row a call, its fields named as most name them; and rows whose
// columns are the prompt's own variables.
import { at, type Fields, fieldsOf, numberOf, present, textOf, unpacked } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LoggedMessage, LoggedScore, LogReader } from '../record.ts'

const ASKED = ['messages', 'input', 'prompt', 'request', 'query', 'question', 'user', 'text']
const ANSWERED = ['output', 'response', 'completion', 'answer', 'reply', 'assistant', 'generation']
const CORRECTED = ['correction', 'corrected', 'corrected_output', 'human_correction', 'gold', 'expected', 'ideal']
const RATED = ['feedback', 'rating', 'user_feedback', 'thumbs', 'user_score', 'human_score', 'human_feedback']
const SCORED = ['score', 'eval_score', 'judge_score', 'grade']
const FAILED = ['error', 'exception', 'error_message']

export const plainReader: LogReader = {
  id: 'plain',
  label: 'records of calls',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    if (fields === undefined || Object.keys(fields).length === 0) return undefined
    const conversation = unpacked(fields.messages)
    const sent = messagesOf(first(fields, ASKED))
    const output = outputOf(first(fields, ANSWERED))
    const answer = output === undefined ? lastReply(sent, conversation) : undefined
    const tools = toolsOf(first(fields, ANSWERED))
    const call = present<LoggedCall>({
      kind: 'call',
      id: textOf(fields.id ?? fields.request_id ?? fields.trace_id),
      at: textOf(fields.timestamp ?? fields.created_at ?? fields.time),
      model: textOf(fields.model),
      messages: answer === undefined ? sent : sent?.slice(0, -1),
      vars: varsOf(fields),
      output: output ?? answer?.text,
      tools: tools.length > 0 ? tools : undefined,
      error: textOf(first(fields, FAILED)) ?? textOf(at(first(fields, FAILED), 'message')),
      scores: scoresOf(fields),
    })
    return [call]
  },
}

/** A conversation that ends with the model's reply has it as its output. */
function lastReply(sent: readonly LoggedMessage[] | undefined, conversation: unknown): LoggedMessage | undefined {
  const last = sent?.at(-1)
  return Array.isArray(conversation) && last !== undefined && /^(?:assistant|ai|model)$/.test(last.role)
    ? last
    : undefined
}

/** Every field may be a variable; which are, the prompt says. */
function varsOf(fields: Fields): Fields {
  const nested = fieldsOf(unpacked(fields.vars ?? fields.variables ?? fields.inputs ?? fields.input))
  return { ...fields, ...nested }
}

function scoresOf(fields: Fields): LoggedScore[] {
  const corrected = first(fields, CORRECTED)
  const correction = corrected === undefined ? undefined : outputOf(corrected)
  const rated = ratingOf(fields, RATED, 'human')
  const scored = ratingOf(fields, SCORED, 'unknown')
  return [
    ...(correction === undefined ? [] : [{ name: 'correction', by: 'human', correction } as const]),
    ...rated,
    ...scored,
  ]
}

function ratingOf(fields: Fields, names: readonly string[], by: LoggedScore['by']): LoggedScore[] {
  const name = names.find((key) => fields[key] !== undefined && fields[key] !== null && fields[key] !== '')
  if (name === undefined) return []
  const value = fields[name]
  const own = fieldsOf(value)
  const given = own === undefined ? value : (own.score ?? own.value ?? own.rating)
  const number = typeof given === 'boolean' ? Number(given) : numberOf(asNumber(given))
  const score = present<LoggedScore>({
    name,
    value: number,
    label: number === undefined ? textOf(given) : undefined,
    comment: textOf(own?.comment ?? fields.comment),
    by,
  })
  return number === undefined && score.label === undefined ? [] : [score]
}

/** Cells of a table are texts. */
function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : value
}

function first(fields: Fields, names: readonly string[]): unknown {
  const name = names.find((key) => fields[key] !== undefined && fields[key] !== null && fields[key] !== '')
  return name === undefined ? undefined : fields[name]
}
