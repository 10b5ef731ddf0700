// How anything that went wrong is told: one sentence for the user, one redacted line in the log.
// Must never show a key, and never show what a model or a case said.
import * as vscode from 'vscode'

/** The sentence for people: an error that carries one was written for them. */
export function sentenceOf(error: unknown): string {
  if (isForPeople(error)) return redact(error.sentence)
  return redact(error instanceof Error ? error.message : String(error))
}

/** Logs the problem and shows it without waiting for an answer. What the user can mend is a warning, with the place
 *  where it is to be mended; anything else is an error, with the log. */
export function showProblem(log: vscode.LogOutputChannel, what: string, error: unknown): void {
  if (error instanceof vscode.CancellationError) return
  const sentence = sentenceOf(error)
  if (!isForPeople(error)) {
    log.error(`${what}: ${redact(error instanceof Error ? (error.stack ?? error.message) : String(error))}`)
    vscode.window.showErrorMessage(sentence, 'Show Log').then((chosen) => chosen && log.show())
    return
  }
  log.warn(`${what}: ${sentence}`)
  const place = locate(error)
  vscode.window.showWarningMessage(sentence, ...(place === undefined ? [] : ['Open File'])).then((chosen) => {
    if (chosen !== undefined && place !== undefined)
      return vscode.window.showTextDocument(place.uri, { selection: place.range })
    return undefined
  })
}

/** Takes anything that looks like an API key out of a text. */
export function redact(text: string): string {
  return text.replace(/\b(sk|pk|hf|gsk|key|or)[-_][A-Za-z0-9_*-]{6,}|Bearer\s+\S+/g, '[key]')
}

interface ForPeople extends Error {
  readonly sentence: string
  readonly file?: string | undefined
  readonly line?: number | undefined
}

function isForPeople(error: unknown): error is ForPeople {
  return error instanceof Error && 'sentence' in error && typeof error.sentence === 'string'
}

function locate(error: ForPeople): { uri: vscode.Uri; range: vscode.Range } | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]
  if (error.file === undefined || folder === undefined) return undefined
  const line = Math.max(0, (error.line ?? 1) - 1)
  return { uri: vscode.Uri.joinPath(folder.uri, error.file), range: new vscode.Range(line, 0, line, 0) }
}
