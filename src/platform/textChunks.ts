// A file's text, chunk by chunk, for files that are too long to be held. Stops where the user cancels.
import { createReadStream } from 'node:fs'
import * as vscode from 'vscode'

/** Throws `CancellationError`. */
export async function* textChunks(file: vscode.Uri, token: vscode.CancellationToken): AsyncGenerator<string> {
  for await (const chunk of createReadStream(file.fsPath, { encoding: 'utf8' })) {
    if (token.isCancellationRequested) throw new vscode.CancellationError()
    yield String(chunk)
  }
}
