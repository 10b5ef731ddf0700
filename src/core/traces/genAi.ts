// What the attributes and events of a model call say, in every generation of OpenTelemetry's GenAI conventions and in
// those of OpenLLMetry, OpenInference and the AI SDK. Source: their published semantic conventions.
import { type Fields, listOf, present, textOf, unpacked } from './fields.ts'
import { messagesOf, outputOf, toolsOf } from './messages.ts'
import type { LoggedCall, LoggedMessage } from './record.ts'

export interface GenAiEvent {
  readonly name: string
  readonly attributes: Fields
}

const DETAILS = 'gen_ai.client.inference.operation.details'

export function isCallOfModel(attributes: Fields): boolean {
  const operation = attributes['gen_ai.operation.name']
  return operation === 'chat' || operation === 'text_completion' || operation === 'generate_content'
}

export function sentOf(attributes: Fields, events: readonly GenAiEvent[]): readonly LoggedMessage[] | undefined {
  const listed = messagesOf(attributes['gen_ai.input.messages'])
  if (listed !== undefined) {
    const system = outputOf(attributes['gen_ai.system_instructions'])
    return system === undefined ? listed : [{ role: 'system', text: system }, ...listed]
  }
  const spoken = events.flatMap(({ name, attributes: own }) => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1]
    const text = outputOf(own.content)
    return role === undefined || text === undefined ? [] : [{ role, text }]
  })
  if (spoken.length > 0) return spoken
  return (
    numbered(attributes, 'gen_ai.prompt.') ??
    numbered(attributes, 'llm.input_messages.') ??
    messagesOf(attributes['gen_ai.prompt'] ?? eventNamed(events, 'gen_ai.content.prompt')?.['gen_ai.prompt']) ??
    messagesOf(attributes['ai.prompt.messages']) ??
    messagesOf(isModelSpan(attributes) ? attributes['input.value'] : undefined)
  )
}

export function answerOf(attributes: Fields, events: readonly GenAiEvent[]): Pick<LoggedCall, 'output' | 'tools'> {
  const choice = eventNamed(events, 'gen_ai.choice')
  const logged = unpacked(
    withDetails(attributes, events)['gen_ai.output.messages'] ?? choice?.message ?? choice?.content,
  )
  const spoken =
    numbered(attributes, 'gen_ai.completion.')?.at(-1) ?? numbered(attributes, 'llm.output_messages.')?.at(-1)
  const output =
    outputOf(logged) ??
    textOf(spoken?.text) ??
    outputOf(
      attributes['gen_ai.completion'] ?? eventNamed(events, 'gen_ai.content.completion')?.['gen_ai.completion'],
    ) ??
    outputOf(attributes['ai.response.text']) ??
    outputOf(isModelSpan(attributes) ? attributes['output.value'] : undefined)
  const called = Array.isArray(logged) ? logged.at(-1) : logged
  const tools = [...toolsOf(called), ...listOf(unpacked(attributes['ai.response.toolCalls'])).map(() => 'tool')]
  return present<Pick<LoggedCall, 'output' | 'tools'>>({ output, tools: tools.length > 0 ? tools : undefined })
}

/** The attributes, and those that the event for all details has. */
export function withDetails(attributes: Fields, events: readonly GenAiEvent[]): Fields {
  return { ...eventNamed(events, DETAILS), ...attributes }
}

function eventNamed(events: readonly GenAiEvent[], wanted: string): Fields | undefined {
  return events.find(({ name }) => name === wanted)?.attributes
}

function isModelSpan(attributes: Fields): boolean {
  return attributes['openinference.span.kind'] === 'LLM'
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
