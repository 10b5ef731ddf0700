// How lines of one text become edits of an open document. Works on LF: VS Code gives inserted lines the document's own
// line ends.
import * as vscode from 'vscode'
import { diffLines, type Hunk, splitLines } from '../../core/prompt/diff.ts'

/** The text as the editor has it: LF, without a byte order mark. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')
}

/** What turns the document's text into `text`: one edit for each changed run of lines. */
export function editsTowards(document: vscode.TextDocument, text: string): vscode.TextEdit[] {
  return diffLines(plainText(document.getText()), plainText(text)).map((hunk) => editFor(document, hunk))
}

export function editFor(document: vscode.TextDocument, { before, added }: Hunk): vscode.TextEdit {
  const lines = splitLines(plainText(document.getText())).length
  const end = document.lineAt(document.lineCount - 1).range.end
  const at = (line: number) => (line < lines ? new vscode.Position(line, 0) : end)
  return vscode.TextEdit.replace(new vscode.Range(at(before.start), at(before.start + before.count)), added.join(''))
}

/** The hunk that covers `line` (0-based) of the old or the new text. A pure deletion or insertion covers its seam. */
export function hunkAt(hunks: readonly Hunk[], side: 'before' | 'after', line: number): Hunk | undefined {
  const covers = (hunk: Hunk, reach: number) => {
    const { start, count } = hunk[side]
    return count > 0 ? line >= start && line < start + count : Math.abs(line - start) <= reach
  }
  return hunks.find((hunk) => covers(hunk, 0)) ?? hunks.find((hunk) => covers(hunk, 1))
}

/** Whether the file's own line ends differ from line to line: an editor would rewrite lines that nobody changed. */
export function hasMixedLineEnds(text: string): boolean {
  const ends = new Set(text.match(/\r\n|\n|\r/g) ?? [])
  return ends.size > 1 || ends.has('\r')
}
