// Picoschema, dotprompt's short way of writing JSON Schema: `name?: type, description`, `name(array|object|enum, about)`.
// What is JSON Schema already stays as it is. Source: the dotprompt specification, picoschema.
import { isRecord } from '../../evals/source.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const SCALARS = new Set(['string', 'boolean', 'null', 'number', 'integer', 'any'])

/** `named` are schemas that the host program knows by name; a name that is unknown says nothing. */
export function schemaOf(value: unknown, named: Readonly<Record<string, JsonSchema>> = {}): JsonSchema | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (isRecord(value)) {
    if (
      typeof value.type === 'string' &&
      (SCALARS.has(value.type) || value.type === 'object' || value.type === 'array')
    )
      return value
    if (isRecord(value.properties)) return { ...value, type: 'object' }
  }
  return read(value, named)
}

function read(value: unknown, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (isRecord(value)) return objectSchema(value, named)
  const [type, description] = described(String(value))
  const about = description === undefined ? {} : { description }
  if (!SCALARS.has(type)) return { ...(Object.hasOwn(named, type) ? named[type] : {}), ...about }
  return type === 'any' ? about : { type, ...about }
}

function objectSchema(value: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  let additionalProperties: unknown = false
  for (const [key, one] of Object.entries(value)) {
    if (key === '(*)') additionalProperties = read(one, named)
    else {
      const open = key.indexOf('(')
      const label = open < 0 ? key : key.slice(0, open)
      const name = label.replace(/\?$/, '')
      const optional = name !== label
      if (!optional) required.push(name)
      const kind = open < 0 ? undefined : key.slice(open + 1).replace(/\)$/, '')
      properties[name] = propertySchema(kind, one, optional, named)
    }
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties }
}

function propertySchema(
  kind: string | undefined,
  value: unknown,
  optional: boolean,
  named: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  if (kind === undefined) return nullable(read(value, named), optional)
  const [type, description] = described(kind)
  const about = description === undefined ? {} : { description }
  if (type === 'array') return { ...nullable({ type: 'array', items: read(value, named) }, optional), ...about }
  if (type !== 'enum') return { ...nullable(read(value, named), optional), ...about }
  const values: readonly unknown[] = Array.isArray(value) ? value : []
  return { enum: optional && !values.includes(null) ? [...values, null] : values, ...about }
}

function nullable(schema: JsonSchema, optional: boolean): JsonSchema {
  return optional && typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : schema
}

/** "type, what it is": the first comma parts them. */
function described(text: string): [string, string | undefined] {
  const comma = text.indexOf(',')
  return comma < 0 ? [text, undefined] : [text.slice(0, comma), text.slice(comma + 1).replace(/^ +/, '')]
}
