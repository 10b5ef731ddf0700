// Problems of the open eval files, told while they are typed. Must never tell of a file that is not open.
import * as vscode from 'vscode'
import { markOf, type Problem, problemsOf } from '../../core/evals/schema/problems.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Projects, pathIn } from '../../platform/projects.ts'
import { afterQuiet } from '../../platform/timing.ts'
import { editedFiles } from './surroundings.ts'

const QUIET_MS = 250

/** What was probably meant, for the quick fix. */
export class EvalDiagnostic extends vscode.Diagnostic {
  readonly meant: string | undefined

  constructor(document: vscode.TextDocument, problem: Problem) {
    const { start, end, meant } = markOf(document.getText(), problem)
    const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning
    super(new vscode.Range(document.positionAt(start), document.positionAt(end)), problem.sentence, severity)
    this.source = 'Tunesmith'
    this.meant = meant
  }
}

/** `isEvalFile` says which documents are looked at. */
export function registerDiagnostics(
  projects: Projects,
  isEvalFile: (document: vscode.TextDocument) => boolean,
  log: vscode.LogOutputChannel,
): vscode.Disposable & { readonly of: (uri: vscode.Uri) => readonly EvalDiagnostic[] } {
  const store = new DisposableStore()
  const shown = store.add(vscode.languages.createDiagnosticCollection('tunesmith'))
  const known = new Map<string, readonly EvalDiagnostic[]>()

  const look = async (document: vscode.TextDocument): Promise<void> => {
    const project = projects.of(document.uri)
    if (project === undefined || document.isClosed) return
    const { version } = document
    const path = pathIn(project, document.uri)
    const problems = await problemsOf(editedFiles(project), path)
    if (document.isClosed || document.version !== version) return
    const own = problems.filter(({ file }) => file === path).map((problem) => new EvalDiagnostic(document, problem))
    // A case of a dataset has its place there; here only that there is something.
    const elsewhere = problems
      .filter(({ file }) => file !== path)
      .slice(0, 20)
      .map((problem) => atReference(document, problem))
    known.set(document.uri.toString(), [...own, ...elsewhere])
    shown.set(document.uri, [...own, ...elsewhere])
  }
  const lookAtAll = store.add(
    afterQuiet(QUIET_MS, () => {
      for (const document of vscode.workspace.textDocuments)
        if (isEvalFile(document))
          look(document).catch((error: unknown) => log.error(`problems of ${document.uri.path}: ${sentenceOf(error)}`))
    }),
  )
  const forget = (document: vscode.TextDocument) => {
    known.delete(document.uri.toString())
    shown.delete(document.uri)
  }
  store.add(vscode.workspace.onDidOpenTextDocument((document) => isEvalFile(document) && lookAtAll()))
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => isEvalFile(document) && lookAtAll()))
  store.add(vscode.workspace.onDidSaveTextDocument(() => lookAtAll()))
  store.add(vscode.workspace.onDidCloseTextDocument(forget))
  lookAtAll()
  return Object.assign(store, { of: (uri: vscode.Uri) => known.get(uri.toString()) ?? [] })
}

/** A problem of another file, at the name of that file in this one. */
function atReference(document: vscode.TextDocument, problem: Problem): EvalDiagnostic {
  const name = problem.file.slice(problem.file.lastIndexOf('/') + 1)
  const at = document.getText().indexOf(name)
  const line = at < 0 ? 1 : document.positionAt(at).line + 1
  const sentence = `${problem.file}:${problem.line}: ${problem.sentence}`
  const diagnostic = new EvalDiagnostic(document, { ...problem, line, sentence: sentence.replaceAll('"', "'") })
  if (at >= 0) diagnostic.range = new vscode.Range(document.positionAt(at), document.positionAt(at + name.length))
  return diagnostic
}
