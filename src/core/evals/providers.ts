// What stands under `providers` or `targets`, as models: promptfoo's spellings in ours, files that hold providers, and
// programs that play a model. Web addresses are said, never called; no program is run here.
import type { CodePiece } from '../code.ts'
import { InputError } from '../errors.ts'
import { readCode } from './assertionCode.ts'
import { withContents } from './generators.ts'
import type { Loading } from './loadCode.ts'
import { referencesIn } from './promptNames.ts'
import { readReference } from './references.ts'
import { isRecord, type Located, parseYaml, partOf } from './source.ts'

/** A program of the workspace that plays the model. */
export interface Program {
  /** As a model: `python:provider.py`, `javascript:provider.js:name`, `exec:command`. */
  readonly id: string
  readonly piece: CodePiece
  /** What promptfoo hands to a provider: `id`, `label`, `config`. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface Providers {
  /** `provider:name`, in order; promptfoo's `openai:chat:gpt-x` is `openai:gpt-x`. */
  readonly models: readonly string[]
  readonly programs: readonly Program[]
  /** Under which names tests mean a model, and the prompts that it is asked with, by model. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly prompts: ReadonlyMap<string, readonly string[]>
}

/** These would call an address, or run what is not run here. */
const ELSEWHERE = /^(?:golang|ruby|https?|wss?|package|huggingface|promptfoo)$/
const MODEL = /^([a-z][\w-]*):(?:(?:chat|messages|completion|responses):)?(\S+)$/i

/** What stands at `where`; programs among the `known` have their ids. Throws `InputError` where a file that is named is
 *  not there. */
export async function readProviders(
  loading: Loading,
  where: Located,
  known: readonly Program[] = [],
): Promise<Providers> {
  const models: string[] = []
  const programs: Program[] = []
  const names = new Map<string, readonly string[]>()
  const prompts = new Map<string, readonly string[]>()
  for (const item of await itemsOf(loading, where)) {
    const id = idOf(item.value)
    const named = id === undefined || id === 'echo' ? undefined : programName(id)
    const model = id === undefined ? null : MODEL.exec(id)
    const before = models.length
    if (id === 'echo') models.push('echo:prompt')
    else if (named !== undefined) {
      const program = await programOf(loading, item, named)
      if (program === undefined) continue
      const twins = [...known, ...programs].filter(
        (other) => other.id === program.id || other.id.startsWith(`${program.id}#`),
      )
      programs.push(twins.length === 0 ? program : { ...program, id: `${program.id}#${twins.length + 1}` })
      models.push(programs.at(-1)?.id ?? program.id)
    } else if (model?.[1] !== undefined && !ELSEWHERE.test(model[1]) && model[1] !== 'file')
      models.push(`${model[1]}:${model[2]}`)
    else loading.warnings.add(`The provider "${String(id)}" is not a model that can be called here.`, item)
    const added = models.length > before ? models.at(-1) : undefined
    if (added === undefined || id === undefined) continue
    const { label, prompts: own } = isRecord(item.value) ? item.value : {}
    names.set(added, [...(names.get(added) ?? []), id, ...(typeof label === 'string' ? [label] : [])])
    const references = referencesIn(own)
    if (references !== undefined) prompts.set(added, references)
  }
  return { models, programs, names, prompts }
}

/** One for each provider; what stands in a file that is named is in its place. */
async function itemsOf(loading: Loading, where: Located): Promise<Located[]> {
  const { value } = where
  if (value === undefined || value === null) return []
  const items = Array.isArray(value) ? value.map((item: unknown, i) => partOf(where, [i], item)) : [where]
  const found = await Promise.all(
    items.map(async (item) => {
      if (typeof item.value !== 'string' || !/^file:\/\/.*\.(?:ya?ml|json)$/i.test(item.value)) return [item]
      const { file, text } = await readReference(loading.files, item.value, item)
      const loaded = parseYaml(file, text)
      return Array.isArray(loaded.value)
        ? loaded.value.map((inner: unknown, i) => partOf(loaded, [i], inner))
        : [loaded]
    }),
  )
  return found.flat()
}

/** The id as it stands; `{openai:gpt-x: {…}}` is an older form. */
function idOf(value: unknown): string | undefined {
  const id = isRecord(value) ? (value.id ?? Object.keys(value)[0]) : value
  return typeof id === 'string' ? id : undefined
}

interface Name {
  readonly kind: 'python' | 'javascript' | 'exec'
  /** A path with its function, or a command. */
  readonly name: string
}

function programName(id: string): Name | undefined {
  const [, kind, rest = id] = /^(python|javascript|exec|file):(?:\/\/)?(.*)$/.exec(id) ?? []
  if (kind === 'exec') return { kind, name: rest }
  if (kind === undefined && !/\.[cm]?[jt]s$/.test(id)) return undefined
  if (kind === 'python' || /\.py(?::[\w.]+)?$/.test(rest)) return { kind: 'python', name: rest }
  return /\.[cm]?[jt]s(?::[\w.]+)?$/.test(rest) ? { kind: 'javascript', name: rest } : undefined
}

/** Undefined, with a warning, where it cannot be run: another model may take its place. */
async function programOf(loading: Loading, where: Located, { kind, name }: Name): Promise<Program | undefined> {
  const { label, config } = isRecord(where.value) ? where.value : {}
  const id = `${kind}:${name.replace(/^\.\//, '')}`
  const options = {
    id,
    ...(typeof label === 'string' && { label }),
    config: config === undefined ? {} : await withContents(loading.files, config, where, ['config']),
  }
  if (kind === 'exec') return { id, options, piece: commandAt(where, name) }
  try {
    return { id, options, piece: await readCode(loading.files, name, where, [], 'call_api') }
  } catch (error) {
    if (!InputError.is(error)) throw error
    loading.warnings.add(`The provider "${name}" cannot be run: ${error.message}`, where)
    return undefined
  }
}

/** It runs in the folder of the eval file, as in promptfoo. */
export function commandAt(where: Located, command: string): CodePiece {
  const folder = where.file.split('/').slice(0, -1).join('/')
  const text = folder === '' ? command : `cd '${folder.replaceAll("'", `'\\''`)}' && ${command}`
  return { language: 'command', place: `${where.file}:${where.lineOf()}`, file: undefined, name: undefined, text }
}
