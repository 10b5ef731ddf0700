// Asks for JSON in words, for models without structured outputs. Pure.
import type { ChatMessage, ChatRequest, JsonSchema } from '../../core/ports.ts'

/** The messages with the wanted shape at the end of the system message; the user's own text is left as it is. */
export function messagesWithSchema(request: ChatRequest): readonly ChatMessage[] {
  if (request.schema === undefined) return request.messages
  const wish = [
    'Reply with JSON alone: no prose, no code fence. It must be valid against this JSON Schema:',
    JSON.stringify(request.schema.schema),
  ].join('\n')
  const at = request.messages.findIndex(({ role }) => role === 'system')
  const system = request.messages[at]
  if (system === undefined) return [{ role: 'system', content: wish }, ...request.messages]
  return request.messages.with(at, { role: 'system', content: `${system.content}\n\n${wish}` })
}

/** The schema as OpenAI's structured outputs take it, and whether it can be enforced strictly: every object closed and
 *  every property required (developers.openai.com, structured outputs). */
export function strictSchema(schema: JsonSchema): { readonly schema: JsonSchema; readonly strict: boolean } {
  const shaped = supported(schema)
  return { schema: shaped, strict: isClosed(shaped) }
}

/** Drops what OpenAI refuses, closes objects that do not say whether they are open. */
function supported(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, minLength: _min, maxLength: _max, ...rest } = schema
  const open = rest.type === 'object' ? { additionalProperties: false } : {}
  return Object.fromEntries(
    Object.entries({ ...open, ...rest }).map(([key, value]) => {
      if (key === 'properties' || key === '$defs') return [key, isObject(value) ? mapValues(value, shape) : value]
      if (key === 'items' || key === 'additionalProperties') return [key, shape(value)]
      if (key === 'anyOf' || key === 'oneOf' || key === 'allOf')
        return [key, Array.isArray(value) ? value.map(shape) : value]
      return [key, value]
    }),
  )
}

function shape(value: unknown): unknown {
  return isObject(value) ? supported(value) : value
}

function isClosed(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isClosed)
  if (!isObject(value)) return true
  const { type, properties, required, additionalProperties } = value
  const names = isObject(properties) ? Object.keys(properties) : []
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  const closed = type !== 'object' || (additionalProperties === false && names.every((name) => needed.includes(name)))
  return closed && Object.values(value).every(isClosed)
}

function mapValues(value: JsonSchema, change: (item: unknown) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
