// Shows on a candidate that the user edited in the diff what it lost or broke, by name.
// Must never object to what the search found: that was checked before it cost a call.
import * as vscode from 'vscode'
import { diffLines } from '../../core/prompt/diff.ts'
import type { Review } from '../../core/review.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { candidateScheme } from '../../platform/manifest.ts'
import { runOf } from './candidateUri.ts'
import { isBreaking, problemsOf } from './problems.ts'
import type { ReviewService } from './reviewService.ts'
import { plainText } from './textHunks.ts'

export function showCandidateProblems(service: ReviewService): vscode.Disposable {
  const store = new DisposableStore()
  const shown = store.add(vscode.languages.createDiagnosticCollection('tunesmith-candidate'))
  const show = async (document: vscode.TextDocument) => {
    if (document.uri.scheme !== candidateScheme) return
    const { version } = document
    const review = (await service.subject(runOf(document.uri)))?.review
    if (review !== undefined && document.version === version) shown.set(document.uri, diagnosticsOf(review, document))
  }
  store.add(vscode.workspace.onDidOpenTextDocument((document) => void show(document)))
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => void show(document)))
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri)))
  return store
}

function diagnosticsOf(review: Review, document: vscode.TextDocument): vscode.Diagnostic[] {
  const text = plainText(document.getText())
  const [edited] = diffLines(plainText(review.candidateSource), text)
  if (edited === undefined) return []
  const line = Math.min(edited.after.start, document.lineCount - 1)
  return problemsOf(review, text).map(({ code, message }) => {
    const severity = isBreaking(code) ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning
    const diagnostic = new vscode.Diagnostic(document.lineAt(line).range, message, severity)
    diagnostic.source = 'Tunesmith'
    diagnostic.code = code
    return diagnostic
  })
}
