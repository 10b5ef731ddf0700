// Puts an accepted text into the user's file so that no byte beside it changes: through the editor, so that undo takes
// it back, or as bytes where an editor would rewrite other lines. Must never decide whether it may be written.
import * as vscode from 'vscode'
import { linesOf } from '../../core/prompt/lines.ts'
import { fileName } from '../../shared/format.ts'
import { editsTowards } from './documentEdits.ts'
import { hasMixedLineEnds, plainText, withLines } from './textHunks.ts'

export type Written =
  /** `text` is what now stands in the file, LF, without a byte order mark; `note` is for the user. */
  | { readonly kind: 'written'; readonly text: string; readonly note?: string }
  | { readonly kind: 'refused'; readonly sentence: string }

const RELOAD_MS = 2000

/** The file's text as it is on disk, byte order mark and line ends included. Throws where there is none. */
export async function textOnDisk(file: vscode.Uri): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(file))
}

/** `wanted` is the whole file as it should be, LF, without a byte order mark. */
export async function writeBack(document: vscode.TextDocument, wanted: string): Promise<Written> {
  const onDisk = await textOnDisk(document.uri)
  if (hasMixedLineEnds(onDisk)) return writeMixed(document, withLines(onDisk, wanted))
  const mark = onDisk.startsWith('\uFEFF') ? '\uFEFF' : ''
  return writeInEditor(document, withLines(document.isDirty ? mark + document.getText() : onDisk, wanted))
}

/** An editor has one end of line for all lines, so it cannot write this file. */
async function writeMixed(document: vscode.TextDocument, text: string): Promise<Written> {
  const name = fileName(document.uri.path)
  if (document.isDirty)
    return {
      kind: 'refused',
      sentence:
        `The lines of ${name} end in different ways, and it has unsaved changes: saving it would rewrite lines that no ` +
        'edit touches. Revert the file, or choose one end of line in the status bar and save, then accept again.',
    }
  await writeBytes(document, text)
  if (!isOpen(document.uri)) return { kind: 'written', text: plainText(text) }
  const note =
    `${name} is changed on disk and nowhere beside the change. Its lines end in different ways: saving it in the ` +
    'editor would make them alike.'
  return { kind: 'written', text: plainText(text), note }
}

async function writeInEditor(document: vscode.TextDocument, text: string): Promise<Written> {
  const name = fileName(document.uri.path)
  const edit = new vscode.WorkspaceEdit()
  edit.set(document.uri, editsTowards(document, text))
  if (!(await vscode.workspace.applyEdit(edit)))
    return { kind: 'refused', sentence: `VS Code could not change ${name}.` }
  if (!(await document.save()))
    return {
      kind: 'refused',
      sentence: `The change stands in the editor, but ${name} could not be saved. Save it, or undo.`,
    }
  const onDisk = await textOnDisk(document.uri)
  if (onDisk === text) return { kind: 'written', text: plainText(text) }
  if (!isOpen(document.uri)) {
    await writeBytes(document, text)
    return { kind: 'written', text: plainText(text) }
  }
  const lines = changedLines(text, onDisk).join(', ')
  const note =
    `Saving ${name} changed more than you accepted: line ${lines}. Settings such as "Format On Save" or "Trim Trailing ` +
    'Whitespace" do that; undo takes it back.'
  return { kind: 'written', text: plainText(onDisk), note }
}

/** Writes through a link, and waits until an editor that has the file shows it. */
async function writeBytes(document: vscode.TextDocument, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(text))
  await shows(document, plainText(text))
}

/** An editor reloads a clean file on its own; one that does not in time is asked again before the next change. */
async function shows(document: vscode.TextDocument, text: string): Promise<void> {
  const isThere = () => document.isClosed || plainText(document.getText()) === text
  if (isThere()) return
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      subscription.dispose()
      resolve()
    }
    const subscription = vscode.workspace.onDidChangeTextDocument(() => (isThere() ? end() : undefined))
    const timer = setTimeout(end, RELOAD_MS)
  })
}

/** In an editor of its own: beside it, only the review looks at the file. */
function isOpen(file: vscode.Uri): boolean {
  const key = file.toString()
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key)
}

/** 1-based lines of `after` that differ from `before`, a few of them. */
function changedLines(before: string, after: string): number[] {
  const texts = (text: string) => linesOf(text).map(({ start, end }) => text.slice(start, end))
  const [old, now] = [texts(before), texts(after)]
  const places = now.flatMap((line, i) => (line === old[i] ? [] : [i + 1]))
  return (places.length === 0 ? [now.length] : places).slice(0, 5)
}
