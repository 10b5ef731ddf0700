// Puts the files of accepted cases on disk: new ones as they are, a changed one through its document, so that what the
// user has open is not overtaken. Must never write over a file that is there as a new one.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import type { CaseFile } from '../../core/generate/caseFiles.ts'

export async function writeFiles(folder: vscode.Uri, files: readonly CaseFile[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit()
  for (const { path, text, what } of files) {
    const file = vscode.Uri.joinPath(folder, path)
    if (what === 'new') edit.createFile(file, { contents: new TextEncoder().encode(text), overwrite: false })
    else {
      const document = await vscode.workspace.openTextDocument(file)
      const end = document.lineAt(document.lineCount - 1).range.end
      edit.replace(file, new vscode.Range(new vscode.Position(0, 0), end), text)
    }
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new InputError('The files could not be written.', 'Look whether the folder is read-only.')
  for (const { path, what } of files)
    if (what === 'changed') await (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, path))).save()
}
