// What .gitignore files hide, as git reads them: nested files, negation, folders. Pure; the caller reads the files.
import { matchesName, matchesSegments } from './glob.ts'

/** The rules of one .gitignore. */
export interface IgnoreFile {
  /** Folder it stands in, '' for the root. */
  readonly folder: string
  readonly rules: readonly Rule[]
}

interface Rule {
  readonly negated: boolean
  readonly folderOnly: boolean
  /** A pattern for names in any folder; undefined where the rule names a path. */
  readonly name: string | undefined
  readonly segments: readonly string[]
}

export function parseIgnore(folder: string, text: string): IgnoreFile {
  return { folder, rules: text.split(/\r\n|\n|\r/).flatMap((line) => ruleOf(line) ?? []) }
}

/** Whether the files hide `path`. Deeper files and later rules win; a folder that is hidden hides what is in it. */
export function isIgnored(files: readonly IgnoreFile[], path: string, isFolder = false): boolean {
  const names = path.split('/')
  return names.some((_, i) => {
    const last = i === names.length - 1
    return isHidden(files, names.slice(0, i + 1).join('/'), !last || isFolder)
  })
}

/** The same for a path whose folders are known to be visible. */
export function isHidden(files: readonly IgnoreFile[], path: string, isFolder: boolean): boolean {
  let hidden = false
  for (const { folder, rules } of files) {
    if (folder !== '' && !path.startsWith(`${folder}/`)) continue
    const inner = folder === '' ? path : path.slice(folder.length + 1)
    for (const rule of rules)
      if (rule.negated === hidden && (isFolder || !rule.folderOnly) && matches(rule, inner)) hidden = !rule.negated
  }
  return hidden
}

function ruleOf(line: string): Rule | undefined {
  const text = line.replace(/^\uFEFF/, '').trimEnd()
  if (text === '' || text.startsWith('#')) return undefined
  const negated = text.startsWith('!')
  const body = text.slice(negated ? 1 : 0)
  const folderOnly = body.endsWith('/')
  const path = body.slice(body.startsWith('/') ? 1 : 0, folderOnly ? -1 : undefined)
  if (path === '') return undefined
  const anchored = body.startsWith('/') || path.includes('/')
  // "a/**" is what is in a, not a itself.
  const segments = path.replace(/\/\*\*$/, '/**/*').split('/')
  return { negated, folderOnly, name: anchored ? undefined : path, segments }
}

function matches({ name, segments }: Rule, path: string): boolean {
  if (name === undefined) return matchesSegments(segments, path.split('/'))
  return matchesName(name, path.slice(path.lastIndexOf('/') + 1))
}
