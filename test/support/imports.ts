// Reads the import statements of TypeScript sources. Text in, list out; must never touch the file system.
import { dirname, join } from 'node:path/posix'

export interface Import {
  /** Path of the importing file from the repository root. */
  readonly from: string
  /** The imported file's path from the root, or a package's name, or a built-in module with its `node:`. */
  readonly to: string
  /** Whether `to` is a file of the repository. */
  readonly local: boolean
  /** `type` vanishes when compiled; `dynamic` is loaded on first use. */
  readonly kind: 'value' | 'type' | 'dynamic'
  readonly reexport: boolean
}

/** Files of the repository: path from the root to text. */
export type Sources = ReadonlyMap<string, string>

const STATEMENT =
  /^[ \t]*(?<verb>import|export)\s+(?:(?<clause>[\w\s{},*$]*?)\s+from\s+|(?<=import\s+))(["'])(?<to>[^"'\n]+)\3/gm
const EXPRESSION = /(?<type>typeof\s+)?\bimport\(\s*(["'])(?<to>[^"'\n]+)\2\s*\)(?<member>\.)?/g

export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) => [...statements(from, text), ...expressions(from, text)])
}

function* statements(from: string, text: string): Generator<Import> {
  for (const { groups = {} } of text.matchAll(STATEMENT)) {
    const { verb, clause = '', to = '' } = groups
    const names = /^\{([^}]*)\}$/
      .exec(clause.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '')
    const onlyTypes = clause.startsWith('type ') || names?.every((name) => name.trim().startsWith('type '))
    yield { from, ...target(from, to), kind: onlyTypes ? 'type' : 'value', reexport: verb === 'export' }
  }
}

function* expressions(from: string, text: string): Generator<Import> {
  // `typeof import('x')` and `import('x').Name` are types.
  for (const { groups: { type, member, to = '' } = {} } of text.matchAll(EXPRESSION))
    yield { from, ...target(from, to), kind: type || member ? 'type' : 'dynamic', reexport: false }
}

function target(from: string, specifier: string): Pick<Import, 'to' | 'local'> {
  if (specifier.startsWith('.')) return { to: join(dirname(from), specifier), local: true }
  if (specifier.startsWith('node:')) return { to: specifier, local: false }
  const [first = '', second] = specifier.split('/')
  return { to: first.startsWith('@') ? `${first}/${second}` : first, local: false }
}

/** Each cycle once, as the files along it. */
export function cyclesIn(imports: readonly Import[]): string[][] {
  const targets = Map.groupBy(
    imports.filter(({ local }) => local),
    ({ from }) => from,
  )
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push(path.slice(start))
    if (start >= 0 || done.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return cycles
}
