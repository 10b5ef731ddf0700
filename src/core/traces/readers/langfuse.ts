// Langfuse: traces with their observations, observations alone, scores; from the API, the export as JSON or JSONL, or
// a CSV whose cells hold JSON. Source: Langfuse public API v1 and v2.
import { at, type Fields, fieldsOf, listOf, numberOf, present, textOf, unpacked } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LoggedScore, LogPiece, LogReader, Scorer } from '../record.ts'

export const langfuseReader: LogReader = {
  id: 'langfuse',
  label: 'Langfuse export',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    const id = textOf(fields?.id)
    if (fields === undefined || id === undefined) return undefined
    if (isScore(fields)) return [scoreOf(fields, id)]
    if (isObservation(fields)) return [callOf(fields, id, textOf(fields.traceId) ?? textOf(fields.trace_id))]
    return isTrace(fields) ? traceOf(fields, id) : undefined
  },
}

function isScore(fields: Fields): boolean {
  const isTyped = 'dataType' in fields || 'data_type' in fields
  return isTyped && 'name' in fields && ['value', 'stringValue', 'string_value'].some((key) => key in fields)
}

function isObservation(fields: Fields): boolean {
  const type = String(fields.type)
  return /^(?:GENERATION|SPAN|EVENT|AGENT|TOOL|CHAIN|RETRIEVER|EVALUATOR|EMBEDDING|GUARDRAIL)$/.test(type)
}

function isTrace(fields: Fields): boolean {
  const marks = [
    'observations',
    'htmlPath',
    'sessionId',
    'release',
    'environment',
    'projectId',
    'session_id',
    'bookmarked',
  ]
  return 'input' in fields && 'output' in fields && marks.some((mark) => mark in fields)
}

/** The generations of a trace, or the trace itself where it lists none in full. */
function traceOf(fields: Fields, id: string): LogPiece[] {
  const scores = listOf(unpacked(fields.scores)).flatMap((score) => {
    const own = fieldsOf(score)
    return own !== undefined && 'name' in own ? [scoreOf({ traceId: id, ...own }, id)] : []
  })
  const inside = listOf(unpacked(fields.observations)).flatMap((observation): LogPiece[] => {
    const own = fieldsOf(observation)
    const observationId = textOf(own?.id)
    return own !== undefined && observationId !== undefined && own.type === 'GENERATION'
      ? [callOf(own, observationId, id)]
      : []
  })
  return [...(inside.length > 0 ? inside : [callOf(fields, id, undefined)]), ...scores]
}

function callOf(fields: Fields, id: string, trace: string | undefined): LoggedCall {
  const input = unpacked(fields.input)
  const messages = messagesOf(input)
  const tools = toolsOf(fields.output)
  const failed =
    fields.level === 'ERROR' ? (textOf(fields.statusMessage ?? fields.status_message) ?? 'error') : undefined
  return present<LoggedCall>({
    kind: 'call',
    id,
    belongsTo: trace === undefined || fields.type !== 'GENERATION' ? undefined : [trace],
    at: textOf(fields.startTime ?? fields.start_time ?? fields.timestamp),
    model: textOf(fields.model ?? fields.providedModelName ?? fields.provided_model_name),
    messages,
    vars: messages === undefined ? fieldsOf(input) : undefined,
    output: outputOf(fields.output),
    tools: tools.length > 0 ? tools : undefined,
    error: failed,
  })
}

/** A reviewer's annotation is a person's; what comes through the API may be a user's or a program's. */
const SCORERS: Readonly<Record<string, Scorer>> = { ANNOTATION: 'human', EVAL: 'judge', API: 'unknown' }

function scoreOf(fields: Fields, id: string): LogPiece {
  const about = textOf(fields.observationId ?? fields.observation_id) ?? textOf(fields.traceId ?? fields.trace_id) ?? id
  const isCorrection = (fields.dataType ?? fields.data_type) === 'CORRECTION' || fields.name === 'correction'
  const text = textOf(fields.stringValue ?? fields.string_value) ?? textOf(fields.value)
  const score = present<LoggedScore>({
    name: textOf(fields.name) ?? 'score',
    value: numberOf(fields.value) ?? numberOf(fields.numericValue),
    label: isCorrection ? undefined : text,
    comment: textOf(fields.comment),
    by: SCORERS[String(fields.source)] ?? 'unknown',
    correction: isCorrection ? (text ?? textOf(at(fields, 'longStringValue'))) : undefined,
  })
  return { kind: 'feedback', about, score }
}
