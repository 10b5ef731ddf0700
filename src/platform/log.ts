// The one log of the extension. Prompts, cases, outputs and keys never go into it: it gets names, counts and times.
import * as vscode from 'vscode'

export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Tunesmith', { log: true })
}
