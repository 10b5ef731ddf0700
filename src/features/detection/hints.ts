// What the user and the editor say of files: `tunesmith.detection.files`, `files.associations`, and the language of
// open documents.
import * as vscode from 'vscode'
import { globMatcher, literalGlob } from '../../core/glob.ts'
import type { Hints } from '../../core/prompt/detect/told.ts'
import type { FormatId } from '../../core/prompt/document.ts'
import { type Project, pathIn, promptUri } from '../../platform/projects.ts'
import { readSetting, writeFolderSetting } from '../../platform/settings.ts'

export function hintsFor(project: Project): Hints {
  const associations = vscode.workspace
    .getConfiguration('files', project.folder)
    .get<Record<string, unknown>>('associations', {})
  const rules = Object.entries(associations).map(([glob, language]) => ({ language, matches: globMatcher(glob) }))
  const open = new Map(vscode.workspace.textDocuments.map(({ uri, languageId }) => [uri.toString(), languageId]))
  return {
    overrides: readSetting('tunesmith.detection.files', project.folder.uri),
    languageOf: (path) => {
      const associated = rules.find(({ matches }) => matches(path))?.language
      return typeof associated === 'string' ? associated : open.get(promptUri(project, path).toString())
    },
  }
}

/** Says in the settings of the folder what a file is; false: no prompt. */
export async function tell(project: Project, file: vscode.Uri, format: FormatId | false): Promise<void> {
  const before = readSetting('tunesmith.detection.files', project.folder.uri)
  const glob = literalGlob(pathIn(project, file.with({ fragment: '' })))
  const others = Object.entries(before).filter(([known]) => known !== glob)
  await writeFolderSetting(
    'tunesmith.detection.files',
    Object.fromEntries([...others, [glob, format]]),
    project.folder.uri,
  )
}
