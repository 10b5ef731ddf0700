// What can be written at a place of an eval file. Pure: what only the workspace knows is handed in.
import { ASSERTION_TYPES } from './assertionTable.ts'
import { explainKey, explainType } from './explain.ts'
import { type Position, textsIn, typingAt } from './position.ts'
import { keyAt, shapeAt } from './shapes.ts'

export interface Proposal {
  readonly label: string
  readonly insert: string
  readonly kind: 'key' | 'type' | 'word' | 'variable' | 'model' | 'file' | 'folder'
  /** Markdown. */
  readonly doc?: string
}

export interface Proposals {
  /** Offsets of the word that a proposal replaces. */
  readonly start: number
  readonly end: number
  readonly items: readonly Proposal[]
}

export interface Surroundings {
  /** Variables of the prompts that the file names. */
  readonly variables: readonly string[]
  readonly models: readonly string[]
  /** Entries of the folder `path`, relative to the eval file; folders end in a slash. */
  list(path: string): Promise<readonly string[]>
}

const NOTHING: readonly Proposal[] = []

/** What can stand at `offset`; undefined where nothing is known. */
export async function complete(text: string, offset: number, around: Surroundings): Promise<Proposals | undefined> {
  const at = typingAt(text, offset)
  if (at === undefined) return undefined
  const { start, end, typed, role } = at
  if (typed.startsWith('file://')) return { start, end, items: await files(typed, around) }
  if (role === 'value' && /\{\{-?\s*[\w.]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)))
    return { start, end, items: variables(variablesIn(text, around)) }
  const items = role === 'key' ? keys(text, at, around) : values(text, at, around)
  return items.length === 0 ? undefined : { start, end, items }
}

/** Names of the variables that the prompts need or the cases in the file have. */
export function variablesIn(text: string, { variables }: Pick<Surroundings, 'variables'>): string[] {
  const inline = textsIn(text).flatMap(({ path }) => {
    const at = path.lastIndexOf('vars')
    const name = at < 0 ? undefined : path[at + 1]
    return typeof name === 'string' ? [name] : []
  })
  return [...new Set([...variables, ...inline])]
}

function keys(text: string, at: Position, around: Surroundings): readonly Proposal[] {
  const shape = shapeAt(at.path.slice(0, -1))
  const colon = /^["']?\s*:/.test(text.slice(at.end)) || text[at.start - 1] === '"' ? '' : ': '
  if (shape?.kind === 'variables')
    return variables(
      around.variables.filter((name) => !at.siblings.includes(name)),
      colon,
    )
  const table = shape?.keys ?? shape?.items?.keys ?? {}
  return Object.keys(table)
    .filter((key) => !at.siblings.includes(key))
    .map((key) => keyProposal([...at.path.slice(0, -1), key], key, colon))
}

function values(text: string, at: Position, around: Surroundings): readonly Proposal[] {
  const shape = shapeAt(at.path)
  const proposals: Proposal[] = []
  if (shape?.kind === 'assertionType') proposals.push(...types(at.text))
  if (shape?.kind === 'model' || shape?.items?.kind === 'model')
    proposals.push(...around.models.map((model) => ({ label: model, insert: model, kind: 'model' as const })))
  for (const word of shape?.words ?? []) proposals.push({ label: word, insert: word, kind: 'word' })
  // In a record that has no key yet the parser sees a value.
  const record = shape?.keys ?? (typeof at.path.at(-1) === 'number' ? shape?.items?.keys : undefined)
  if (standsAlone(text, at)) {
    if (record !== undefined)
      proposals.push(...Object.keys(record).map((key) => keyProposal([...at.path, key], key, ': ')))
    if (shape?.kind === 'variables') proposals.push(...variables(around.variables, ': '))
  }
  return proposals.length === 0 ? NOTHING : proposals
}

/** Whether a key can be begun here: first on its line, or after a dash. */
function standsAlone(text: string, { start }: Position): boolean {
  return /^[\s-]*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))
}

function keyProposal(path: readonly (string | number)[], key: string, colon: string): Proposal {
  const spec = keyAt(path)
  return { label: key, insert: `${key}${colon}`, kind: 'key', ...(spec && { doc: explainKey(key, spec) }) }
}

/** With `not-` typed, the types turned round. */
function types(written: string): Proposal[] {
  const negated = written.startsWith('not-') ? 'not-' : ''
  return Object.entries(ASSERTION_TYPES).map(([type, spec]) => {
    const label = `${negated}${type}`
    return { label, insert: label, kind: 'type', doc: explainType(label, spec) }
  })
}

function variables(names: readonly string[], after = ''): Proposal[] {
  return names.map((name) => ({ label: name, insert: `${name}${after}`, kind: 'variable' }))
}

async function files(typed: string, { list }: Surroundings): Promise<Proposal[]> {
  const folder = typed.slice('file://'.length).replace(/[^/]*$/, '')
  const entries = await list(folder)
  return entries.map((name) => ({
    label: name,
    insert: `file://${folder}${name}`,
    kind: name.endsWith('/') ? 'folder' : 'file',
  }))
}
