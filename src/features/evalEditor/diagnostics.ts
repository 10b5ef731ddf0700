// Problems of the open eval files, told while they are typed. Must never tell of a file that is not open.
import * as vscode from 'vscode'
import { markOf, type Problem, problemsOf } from '../../core/evals/schema/problems.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { sentenceOf } from '../../platform/problem.ts'
import { type Project, type Projects, pathIn } from '../../platform/projects.ts'
import { afterQuiet } from '../../platform/timing.ts'
import { editedFiles, editedVersion } from './surroundings.ts'
import { VersionedFiles } from './versionedFiles.ts'

const QUIET_MS = 250
/** A file whose check takes longer is checked when it is saved, and not while one types. */
const SLOW_MS = 500

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

interface Watched {
  readonly files: VersionedFiles
  diagnostics: readonly EvalDiagnostic[]
  /** The last check. */
  tookMs: number
  looking: Promise<void>
}

/** `isEvalFile` says which documents are looked at. */
export function registerDiagnostics(
  projects: Projects,
  isEvalFile: (document: vscode.TextDocument) => boolean,
  log: vscode.LogOutputChannel,
): vscode.Disposable & { readonly of: (uri: vscode.Uri) => readonly EvalDiagnostic[] } {
  const store = new DisposableStore()
  const shown = store.add(vscode.languages.createDiagnosticCollection('tunesmith'))
  const watched = new Map<string, Watched>()

  const look = async (document: vscode.TextDocument, project: Project, mine: Watched): Promise<void> => {
    if (document.isClosed || (document.isDirty && mine.tookMs > SLOW_MS) || (await mine.files.isCurrent())) return
    const { version } = document
    const path = pathIn(project, document.uri)
    const start = performance.now()
    mine.files.begin()
    const problems = await problemsOf(mine.files, path)
    mine.tookMs = performance.now() - start
    // What nobody is shown counts as not looked at.
    if (document.isClosed || document.version !== version) return mine.files.begin()
    const own = problems.filter(({ file }) => file === path).map((problem) => new EvalDiagnostic(document, problem))
    // A case of a dataset has its place there; here only that there is something.
    const elsewhere = problems
      .filter(({ file }) => file !== path)
      .slice(0, 20)
      .map((problem) => atReference(document, problem))
    mine.diagnostics = [...own, ...elsewhere]
    shown.set(document.uri, mine.diagnostics)
  }
  /** One look at a document at a time. */
  const queue = (document: vscode.TextDocument): void => {
    const project = projects.of(document.uri)
    if (project === undefined) return
    const key = document.uri.toString()
    const mine = watched.get(key) ?? watch(project)
    watched.set(key, mine)
    mine.looking = mine.looking
      .then(() => look(document, project, mine))
      .catch((error: unknown) => log.error(`problems of ${document.uri.path}: ${sentenceOf(error)}`))
  }
  const lookAtAll = store.add(
    afterQuiet(QUIET_MS, () => {
      for (const document of vscode.workspace.textDocuments) if (isEvalFile(document)) queue(document)
    }),
  )
  const forget = (document: vscode.TextDocument) => {
    watched.delete(document.uri.toString())
    shown.delete(document.uri)
  }
  store.add(vscode.workspace.onDidOpenTextDocument((document) => isEvalFile(document) && lookAtAll()))
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => isEvalFile(document) && lookAtAll()))
  store.add(vscode.workspace.onDidSaveTextDocument(() => lookAtAll()))
  store.add(vscode.workspace.onDidCloseTextDocument(forget))
  lookAtAll()
  return Object.assign(store, { of: (uri: vscode.Uri) => watched.get(uri.toString())?.diagnostics ?? [] })
}

function watch(project: Project): Watched {
  const files = new VersionedFiles(editedFiles(project), (path) => editedVersion(project, path))
  return { files, diagnostics: [], tookMs: 0, looking: Promise.resolve() }
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
