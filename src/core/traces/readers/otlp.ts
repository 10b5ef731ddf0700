// OpenTelemetry spans as OTLP JSON, with the GenAI attributes of every generation: messages as one attribute, as span
// events, as numbered attributes (OpenLLMetry) and OpenInference's. Source: OTLP 1.x JSON; GenAI semantic conventions.
import { at, type Fields, fieldsOf, listOf, numberOf, present, textOf, unpacked } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LoggedFeedback, LoggedMessage, LoggedScore, LogPiece, LogReader } from '../record.ts'

export const otlpReader: LogReader = {
  id: 'otlp',
  label: 'OpenTelemetry spans (OTLP JSON)',
  read: ({ value }) => {
    const resources = at(value, 'resourceSpans') ?? (at(value, 'scopeSpans') === undefined ? undefined : [value])
    if (Array.isArray(resources)) {
      const spans = resources.flatMap((resource) =>
        listOf(at(resource, 'scopeSpans') ?? at(resource, 'instrumentationLibrarySpans')).flatMap((scope) =>
          listOf(at(scope, 'spans')),
        ),
      )
      return spans.flatMap(piecesOf)
    }
    const isSpan = Array.isArray(at(value, 'attributes')) && textOf(at(value, 'spanId')) !== undefined
    return isSpan ? piecesOf(value) : undefined
  },
}

function piecesOf(span: unknown): LogPiece[] {
  const id = textOf(at(span, 'spanId'))
  if (id === undefined) return []
  const attributes = attributesOf(at(span, 'attributes'))
  const events = listOf(at(span, 'events')).map((event) => ({
    name: textOf(at(event, 'name')) ?? '',
    attributes: {
      ...attributesOf(at(event, 'attributes')),
      ...attributesOf(at(event, 'body', 'kvlistValue', 'values')),
    },
  }))
  const trace = textOf(at(span, 'traceId'))
  const messages = inputOf(attributes, events)
  const pieces: LogPiece[] = events.flatMap(({ name, attributes: own }) =>
    name === 'gen_ai.evaluation.result' ? [evaluation(id, own)] : [],
  )
  if ('gen_ai.evaluation.name' in attributes)
    pieces.push(evaluation(textOf(at(span, 'parentSpanId')) ?? id, attributes))
  if (messages === undefined) return pieces
  const call = present<LoggedCall>({
    kind: 'call',
    id,
    trace,
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

interface SpanEvent {
  readonly name: string
  readonly attributes: Fields
}

function inputOf(attributes: Fields, events: readonly SpanEvent[]): readonly LoggedMessage[] | undefined {
  const details = events.find(({ name }) => name === 'gen_ai.client.inference.operation.details')?.attributes ?? {}
  const all = { ...details, ...attributes }
  const listed = messagesOf(all['gen_ai.input.messages'])
  if (listed !== undefined) {
    const system = outputOf(all['gen_ai.system_instructions'])
    return system === undefined ? listed : [{ role: 'system', text: system }, ...listed]
  }
  const spoken = events.flatMap(({ name, attributes: own }) => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1]
    const text = outputOf(own.content)
    return role === undefined || text === undefined ? [] : [{ role, text }]
  })
  if (spoken.length > 0) return spoken
  const prompted = events.find(({ name }) => name === 'gen_ai.content.prompt')?.attributes['gen_ai.prompt']
  return (
    numbered(attributes, 'gen_ai.prompt.') ??
    numbered(attributes, 'llm.input_messages.') ??
    messagesOf(attributes['gen_ai.prompt'] ?? prompted)
  )
}

function answerOf(attributes: Fields, events: readonly SpanEvent[]): Pick<LoggedCall, 'output' | 'tools'> {
  const details = events.find(({ name }) => name === 'gen_ai.client.inference.operation.details')?.attributes ?? {}
  const choice = events.find(({ name }) => name === 'gen_ai.choice')?.attributes
  const completed = events.find(({ name }) => name === 'gen_ai.content.completion')?.attributes['gen_ai.completion']
  const logged = unpacked(
    attributes['gen_ai.output.messages'] ?? details['gen_ai.output.messages'] ?? choice?.message ?? choice?.content,
  )
  const spoken =
    numbered(attributes, 'gen_ai.completion.')?.at(-1) ?? numbered(attributes, 'llm.output_messages.')?.at(-1)
  const output = outputOf(logged) ?? spoken?.text ?? outputOf(attributes['gen_ai.completion'] ?? completed)
  const tools = toolsOf(Array.isArray(logged) ? logged.at(-1) : logged)
  return present<Pick<LoggedCall, 'output' | 'tools'>>({ output, tools: tools.length > 0 ? tools : undefined })
}

/** `gen_ai.prompt.0.role`, `llm.input_messages.0.message.content`: attributes that number the messages. */
function numbered(attributes: Fields, prefix: string): readonly LoggedMessage[] | undefined {
  const messages: { role?: string; text?: string }[] = []
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(prefix)) continue
    const [, index, field] = /^(\d{1,4})\.(?:message\.)?(role|content)$/.exec(key.slice(prefix.length)) ?? []
    if (index === undefined) continue
    const message = messages[Number(index)] ?? {}
    messages[Number(index)] = message
    if (field === 'role') message.role = textOf(value) ?? 'user'
    else message.text = outputOf(value) ?? ''
  }
  const dense = Object.values(messages).map(({ role = 'user', text = '' }) => ({ role, text }))
  return dense.length === 0 ? undefined : dense
}

function evaluation(about: string, attributes: Fields): LoggedFeedback {
  const name = textOf(attributes['gen_ai.evaluation.name']) ?? 'evaluation'
  const score = present<LoggedScore>({
    name,
    value: numberOf(attributes['gen_ai.evaluation.score.value']),
    label: textOf(attributes['gen_ai.evaluation.score.label']),
    comment: textOf(attributes['gen_ai.evaluation.explanation']),
    by: 'unknown',
  })
  return { kind: 'feedback', about: textOf(attributes['gen_ai.response.id']) ?? about, score }
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
  return nanoseconds !== undefined && Number.isFinite(milliseconds) && milliseconds < 8e15
    ? new Date(milliseconds).toISOString()
    : undefined
}
