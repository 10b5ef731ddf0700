// The address of a candidate: the run it comes from, and the file it would replace. The path ends in the file's own
// name, so that the diff has the file's language.
import * as vscode from 'vscode'
import { splitPath } from '../../core/prompt/registry.ts'
import { candidateScheme, type RunReference } from '../../platform/manifest.ts'

export function candidateUri({ folder, runId }: RunReference, promptPath: string): vscode.Uri {
  return vscode.Uri.from({ scheme: candidateScheme, path: `/${runId}/${splitPath(promptPath).file}`, query: folder })
}

/** The run that a candidate's address names; undefined for any other address. */
export function runOf(uri: vscode.Uri): RunReference | undefined {
  const runId = Number(/^\/(\d+)\//.exec(uri.path)?.[1])
  return uri.scheme === candidateScheme && Number.isInteger(runId) ? { folder: uri.query, runId } : undefined
}
