// An eval file as one value: `$ref` put in place, `{{env.NAME}}` filled in from the file's own `env`. Reads nothing but
// files of the workspace, and runs one that is a program by consent alone; never reads the environment, so that no
// secret ends in a case or in the store.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import type { Files } from '../ports.ts'
import { TemplateError } from '../prompt/templates/engine.ts'
import { engineOf } from '../prompt/templates/engines.ts'
import { readText } from '../readText.ts'
import type { Loading } from './loadCode.ts'
import { readReference } from './references.ts'
import { atLine, isRecord, type Located, parseYaml, type ValuePath } from './source.ts'
import type { Warnings } from './warnings.ts'

/** References in one file; more are a mistake or an attack. */
const MOST_REFERENCES = 1000

/** The whole config. Throws `InputError` where it cannot be read. */
export async function readConfig(loading: Loading, path: string): Promise<Located> {
  const { files, warnings } = loading
  const text = await readText(files, path)
  if (text === undefined) throw new InputError('There is no such eval file.', 'Correct the path.', { file: path })
  const whole = /\.[cm]?[jt]s$/i.test(path) ? await ranConfig(loading, path, text) : parseYaml(path, text)
  if (!isRecord(whole.value))
    throw new InputError('The eval file is empty or not a record.', 'Begin with "prompts:" and "tests:".', {
      file: path,
      line: 1,
    })
  const value = await new Dereferencer(files).resolve(whole, whole.value, [], [])
  return { ...whole, value: withEnv(whole, value, warnings) }
}

/** What a program gives as its config. */
async function ranConfig({ code }: Loading, file: string, text: string): Promise<Located> {
  const piece: CodePiece = { language: 'javascript', place: file, file, name: undefined, text }
  const value = await code.result({ piece, args: [], parameters: [], orValue: true }, atLine(file, undefined, 1))
  return atLine(file, value, 1)
}

class Dereferencer {
  readonly #files: Files
  readonly #read = new Map<string, Located>()
  #count = 0

  constructor(files: Files) {
    this.#files = files
  }

  /** `value` with every `{$ref: …}` replaced; `line` are the references that led here. */
  async resolve(whole: Located, value: unknown, path: ValuePath, line: readonly string[]): Promise<unknown> {
    if (Array.isArray(value)) {
      const items = []
      for (const [i, item] of value.entries()) items.push(await this.resolve(whole, item, [...path, i], line))
      return items
    }
    if (!isRecord(value)) return value
    if (typeof value.$ref === 'string') return this.#target(whole, value.$ref, path, line, value)
    const entries = []
    for (const [key, item] of Object.entries(value)) {
      // What stands in a schema refers to the schema.
      const isSchema = key === 'parameters' || key === '$defs' || key === 'definitions'
      entries.push([key, isSchema ? item : await this.resolve(whole, item, [...path, key], line)] as const)
    }
    return Object.fromEntries(entries)
  }

  async #target(
    whole: Located,
    reference: string,
    path: ValuePath,
    line: readonly string[],
    original: unknown,
  ): Promise<unknown> {
    const refuse = (problem: string, mend: string) =>
      new InputError(problem, mend, { file: whole.file, line: whole.lineOf(path) })
    const [name = '', pointer = ''] = reference.split('#')
    const source = name === '' ? whole : await this.#load(whole, name, path)
    const key = `${source.file}#${pointer}`
    if (line.includes(key)) throw refuse(`"${reference}" refers to itself.`, 'Break the circle.')
    if (++this.#count > MOST_REFERENCES)
      throw refuse(`The file has more than ${MOST_REFERENCES} references.`, 'Write some of them out.')
    const found = at(source.value, pointer)
    if (found === undefined) {
      // A JSON Schema's own reference.
      if (name === '') return original
      throw refuse(`There is no "${pointer}" in ${source.file}.`, 'Correct the part behind the "#".')
    }
    return this.resolve(source, found, [], [...line, key])
  }

  async #load(whole: Located, name: string, path: ValuePath): Promise<Located> {
    const { file, text } = await readReference(this.#files, name, whole, path)
    const known = this.#read.get(file) ?? parseYaml(file, text)
    this.#read.set(file, known)
    return known
  }
}

/** The value that a JSON Pointer names. */
function at(value: unknown, pointer: string): unknown {
  let found = value
  for (const step of pointer.split('/').filter((part) => part !== '')) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, key)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[key]
  }
  return found
}

function withEnv(whole: Located, config: unknown, warnings: Warnings): unknown {
  const env = isRecord(config) && isRecord(config.env) ? config.env : {}
  const values = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]))
  const fill = (value: unknown, path: ValuePath): unknown => {
    if (typeof value === 'string') return withEnvText(value, values, () => notGiven(value, whole, path, warnings))
    if (Array.isArray(value)) return value.map((item, i) => fill(item, [...path, i]))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]))
  }
  return fill(config, [])
}

function notGiven(text: string, whole: Located, path: ValuePath, warnings: Warnings): void {
  const name = /env\.(\w+)/.exec(text)?.[1] ?? 'env'
  warnings.add(`"{{env.${name}}}" has no value: only what stands under "env" in this file is filled in.`, whole, path)
}

/** `{{env.NAME}}` filled in; what has no value stays as it stands, as in promptfoo. */
function withEnvText(text: string, env: Readonly<Record<string, string>>, missing: () => void): string {
  if (!text.includes('{{') || !/env[.[]/.test(text)) return text
  return text.replace(/\{\{(?:[^{}]|\}(?!\}))*\}\}/g, (tag) => {
    const name = /\benv\.(\w+)|\benv\[['"]([^'"]+)['"]\]/.exec(tag)
    if (name === null) return tag
    if (!Object.hasOwn(env, name[1] ?? name[2] ?? '') && !tag.includes('|')) {
      missing()
      return tag
    }
    try {
      return engineOf('nunjucks')
        .render(tag, { env })
        .map((piece) => piece.text)
        .join('')
    } catch (error) {
      if (error instanceof TemplateError) return tag
      throw error
    }
  })
}
