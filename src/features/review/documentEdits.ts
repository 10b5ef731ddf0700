// How lines of one text become edits of an open document. Works on LF: VS Code gives inserted lines the document's own
// line ends.
import * as vscode from 'vscode'
import { diffLines, type Hunk, splitLines } from '../../core/prompt/diff.ts'
import { plainText } from './textHunks.ts'

/** What turns the document's text into `text`: one edit for each changed run of lines. */
export function editsTowards(document: vscode.TextDocument, text: string): vscode.TextEdit[] {
  return diffLines(plainText(document.getText()), plainText(text)).map((hunk) => editFor(document, hunk))
}

function editFor(document: vscode.TextDocument, { before, added }: Hunk): vscode.TextEdit {
  const lines = splitLines(plainText(document.getText())).length
  const end = document.lineAt(document.lineCount - 1).range.end
  const at = (line: number) => (line < lines ? new vscode.Position(line, 0) : end)
  return vscode.TextEdit.replace(new vscode.Range(at(before.start), at(before.start + before.count)), added.join(''))
}
