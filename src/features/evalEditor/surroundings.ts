// The workspace as one sees it from an eval file: open documents count with what stands in them, saved or not.
import * as vscode from 'vscode'
import type { Surroundings } from '../../core/evals/schema/complete.ts'
import { referencesIn } from '../../core/evals/schema/links.ts'
import type { Files } from '../../core/ports.ts'
import { contextOfFile } from '../../core/prompt/detect/context.ts'
import type { Hints } from '../../core/prompt/detect/told.ts'
import { formatOf, parsePrompts } from '../../core/prompt/registry.ts'
import { type Project, pathIn } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'

/** Files whose open documents hide what is on disk. */
export function editedFiles(project: Project): Files {
  return {
    list: (folder, globs) => project.files.list(folder, globs),
    read: async (path, atMost) => {
      const open = editedDocument(vscode.Uri.joinPath(project.folder.uri, path))
      return open === undefined ? project.files.read(path, atMost) : new TextEncoder().encode(open.getText())
    },
  }
}

/** Another for every other content that {@link editedFiles} give. */
export async function editedVersion(project: Project, path: string): Promise<string> {
  const uri = vscode.Uri.joinPath(project.folder.uri, path)
  const open = editedDocument(uri)
  if (open !== undefined) return `edit ${open.version}`
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri)
    return `${mtime} ${size}`
  } catch {
    return 'none'
  }
}

function editedDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString()
  return vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === key)
}

export async function surroundingsOf(
  project: Project,
  document: vscode.TextDocument,
  models: readonly string[],
): Promise<Surroundings> {
  const files = editedFiles(project)
  const path = pathIn(project, document.uri)
  return {
    models,
    variables: await promptVariables(
      files,
      path,
      document.getText(),
      readSetting('tunesmith.detection.files', document.uri),
    ),
    list: (folder) => entriesOf(vscode.Uri.joinPath(document.uri, '..', folder), project.folder.uri),
  }
}

/** Variables of the prompts that the eval file refers to; a prompt that cannot be read has none. */
async function promptVariables(
  files: Files,
  evalPath: string,
  text: string,
  formats: Hints['overrides'],
): Promise<string[]> {
  const names = new Set<string>()
  for (const { file } of referencesIn(evalPath, text)) {
    if (formatOf(file) === undefined) continue
    const bytes = await files.read(file, 200_000)
    if (bytes === undefined) continue
    try {
      const source = new TextDecoder().decode(bytes)
      for (const prompt of parsePrompts(file, source, await contextOfFile(files, file, source, formats)))
        for (const name of prompt.variables) names.add(name)
    } catch {
      // Its own problems are told where it is open.
    }
  }
  return [...names]
}

async function entriesOf(folder: vscode.Uri, root: vscode.Uri): Promise<string[]> {
  if (!`${folder.path.replace(/\/$/, '')}/`.startsWith(`${root.path.replace(/\/$/, '')}/`)) return []
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder)
    return entries
      .filter(([name]) => !/^(?:\.|node_modules$)/.test(name))
      .map(([name, type]) => (type & vscode.FileType.Directory ? `${name}/` : name))
  } catch {
    return []
  }
}
