// OpenTelemetry as OTLP JSON: spans, and log records of the same calls. Which attributes say what is genAi.ts's affair.
// Source: OTLP 1.x JSON encoding.
import { at, type Fields, fieldsOf, listOf, numberOf, present, textOf } from '../fields.ts'
import { answerOf, type GenAiEvent, isCallOfModel, sentOf, withDetails } from '../genAi.ts'
import type { LoggedCall, LoggedFeedback, LoggedScore, LogPiece, LogReader } from '../record.ts'

export const otlpReader: LogReader = {
  id: 'otlp',
  label: 'OpenTelemetry (OTLP JSON)',
  read: ({ value }) => {
    const spans = inside(value, 'resourceSpans', ['scopeSpans', 'instrumentationLibrarySpans'], 'spans')
    if (spans !== undefined) return spans.flatMap(piecesOf)
    const records = inside(value, 'resourceLogs', ['scopeLogs'], 'logRecords')
    if (records !== undefined) return asSpans(records).flatMap(piecesOf)
    const isSpan = Array.isArray(at(value, 'attributes')) && textOf(at(value, 'spanId')) !== undefined
    return isSpan ? piecesOf(value) : undefined
  },
}

/** What stands in all scopes of all resources; a resource may also come alone. */
function inside(value: unknown, resources: string, scopes: readonly string[], items: string): unknown[] | undefined {
  const isAlone = scopes.some((scope) => at(value, scope) !== undefined)
  const all = isAlone ? [value] : at(value, resources)
  if (!Array.isArray(all)) return undefined
  return all.flatMap((resource) =>
    scopes.flatMap((scope) => listOf(at(resource, scope)).flatMap((one) => listOf(at(one, items)))),
  )
}

/** Log records of one span are its events. */
function asSpans(records: readonly unknown[]): unknown[] {
  const spans = new Map<string, { spanId: string; traceId: unknown; events: unknown[] }>()
  for (const record of records) {
    const spanId = textOf(at(record, 'spanId'))
    if (spanId === undefined) continue
    const span = spans.get(spanId) ?? { spanId, traceId: at(record, 'traceId'), events: [] }
    spans.set(spanId, span)
    span.events.push(record)
  }
  return [...spans.values()]
}

function piecesOf(span: unknown): LogPiece[] {
  const id = textOf(at(span, 'spanId'))
  if (id === undefined) return []
  const events = listOf(at(span, 'events')).map(eventOf)
  const attributes = withDetails(attributesOf(at(span, 'attributes')), events)
  const pieces: LogPiece[] = events.flatMap((event) =>
    event.name === 'gen_ai.evaluation.result' ? evaluations(id, event.attributes) : [],
  )
  if ('gen_ai.evaluation.name' in attributes) return evaluations(textOf(at(span, 'parentSpanId')) ?? id, attributes)
  const messages = sentOf(attributes, events)
  if (messages === undefined && !isCallOfModel(attributes)) return pieces
  const belongsTo = [textOf(at(span, 'traceId')), textOf(attributes['gen_ai.response.id'])]
  const call = present<LoggedCall>({
    kind: 'call',
    id,
    belongsTo: belongsTo.filter((one) => one !== undefined),
    messages,
    at: timeOf(at(span, 'startTimeUnixNano')),
    model: textOf(
      attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model'] ?? attributes['llm.model_name'],
    ),
    error: errorOf(span, attributes),
    ...answerOf(attributes, events),
  })
  return [call, ...pieces]
}

function eventOf(event: unknown): GenAiEvent {
  const body = anyValue(at(event, 'body'))
  const attributes = attributesOf(at(event, 'attributes'))
  return {
    name: textOf(at(event, 'eventName') ?? at(event, 'name') ?? attributes['event.name']) ?? '',
    attributes: { ...attributes, ...fieldsOf(body) },
  }
}

/** Of the span, and of the response that it names. */
function evaluations(span: string, attributes: Fields): LoggedFeedback[] {
  const score = present<LoggedScore>({
    name: textOf(attributes['gen_ai.evaluation.name']) ?? 'evaluation',
    value: numberOf(attributes['gen_ai.evaluation.score.value']),
    label: textOf(attributes['gen_ai.evaluation.score.label']),
    comment: textOf(attributes['gen_ai.evaluation.explanation']),
    by: 'unknown',
  })
  const response = textOf(attributes['gen_ai.response.id'])
  return [span, ...(response === undefined ? [] : [response])].map((about) => ({ kind: 'feedback', about, score }))
}

function errorOf(span: unknown, attributes: Fields): string | undefined {
  const code = at(span, 'status', 'code')
  if (code !== 2 && code !== 'STATUS_CODE_ERROR' && attributes['error.type'] === undefined) return undefined
  return textOf(at(span, 'status', 'message')) ?? textOf(attributes['error.type']) ?? 'error'
}

/** `[{key, value: {stringValue}}]` as a record of plain values. */
function attributesOf(list: unknown): Fields {
  return Object.fromEntries(listOf(list).map((entry) => [String(at(entry, 'key')), anyValue(at(entry, 'value'))]))
}

function anyValue(value: unknown): unknown {
  const fields = fieldsOf(value)
  if (fields === undefined) return value
  if ('intValue' in fields) return Number(fields.intValue)
  if ('arrayValue' in fields) return listOf(at(fields, 'arrayValue', 'values')).map(anyValue)
  if ('kvlistValue' in fields) return attributesOf(at(fields, 'kvlistValue', 'values'))
  return fields.stringValue ?? fields.doubleValue ?? fields.boolValue
}

function timeOf(nanoseconds: unknown): string | undefined {
  const milliseconds = Number(nanoseconds) / 1e6
  return nanoseconds !== undefined && Number.isFinite(milliseconds) && Math.abs(milliseconds) < 8e15
    ? new Date(milliseconds).toISOString()
    : undefined
}
