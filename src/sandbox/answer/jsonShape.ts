// What JSON a prompt asks for: keys from a schema or from an example object in the text.
// Must take braces in the input for nothing: it sees the instructions alone.
export interface JsonShape {
  /** Keys in the order they are asked for. */
  readonly keys: readonly string[]
  /** Key that holds the label, where one does. */
  readonly labelKey: string
}

const LABEL_KEY = /label|categor|class|queue|type|intent|answer|result|route|topic|sentiment|value/iu

export function jsonShape(instructions: string, schema: unknown): JsonShape | undefined {
  const keys = keysOfSchema(schema) ?? keysOfText(instructions)
  if (keys === undefined) return undefined
  return { keys, labelKey: keys.find((key) => LABEL_KEY.test(key)) ?? keys[0] ?? 'answer' }
}

export function renderJson(shape: JsonShape, label: string): string {
  return JSON.stringify(
    Object.fromEntries(shape.keys.map((key) => [key, key === shape.labelKey ? label : otherValue(key)])),
  )
}

function otherValue(key: string): string | number | null {
  if (/confidence|score|probab/iu.test(key)) return 0.8
  if (/reason|explan|because/iu.test(key)) return 'The words of the text point to it.'
  return null
}

function keysOfSchema(schema: unknown): string[] | undefined {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return undefined
  const { properties } = schema
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined
}

function keysOfText(text: string): string[] | undefined {
  if (!/\bjson\b/iu.test(text) || /\b(no|not|without) (?:any )?json\b/iu.test(text)) return undefined
  const quoted = [...text.matchAll(/["'`]([\p{L}_][\p{L}\p{N}_]*)["'`]\s*:/gu)].map((match) => match[1] ?? '')
  if (quoted.length > 0) return [...new Set(quoted)]
  const listed = [/\bkeys?\b[: ]\s*([\w"`', ]+)/iu, /\bfields?\b[: ]\s*([\w"`', ]+)/iu]
    .map((pattern) => pattern.exec(text)?.[1])
    .find((found) => found !== undefined)
  const names = listed?.match(/[\p{L}_][\p{L}\p{N}_]*/gu)?.filter((name) => !/^(and|or|the)$/iu.test(name))
  return names && names.length > 0 ? [...new Set(names)] : ['answer']
}
