// Help with writing eval files: problems with quick fixes, completion, explanations, links. No language server: the
// loader itself, asked while one types.
import * as vscode from 'vscode'
import { isEvalFile } from '../../core/evals/evalFile.ts'
import { complete, type Proposal } from '../../core/evals/schema/complete.ts'
import { explain } from '../../core/evals/schema/explain.ts'
import { referencesIn } from '../../core/evals/schema/links.ts'
import { MOST_TYPED } from '../../core/evals/schema/position.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { type Projects, pathIn } from '../../platform/projects.ts'
import { registerDiagnostics } from './diagnostics.ts'
import { registerVariableDefinitions } from './promptVariables.ts'
import { surroundingsOf } from './surroundings.ts'

interface EvalEditorDeps {
  readonly projects: Projects
  readonly log: vscode.LogOutputChannel
  /** Models to propose, `provider:name`. */
  readonly models: () => readonly string[]
  /** The eval file that measures the prompts of a file. */
  readonly evalFileOf: (prompt: vscode.Uri) => vscode.Uri | undefined
}

const SELECTOR: vscode.DocumentSelector = [
  { scheme: 'file', pattern: '**/promptfooconfig*.{yaml,yml,json}' },
  { scheme: 'file', pattern: '**/*.eval.{yaml,yml}' },
]

export function registerEvalEditor({ projects, log, models, evalFileOf }: EvalEditorDeps): vscode.Disposable {
  const store = new DisposableStore()
  const isOurs = ({ uri }: vscode.TextDocument) => uri.scheme === 'file' && isEvalFile(uri.path)
  const diagnostics = store.add(registerDiagnostics(projects, isOurs, log))
  store.add(registerVariableDefinitions(evalFileOf))
  store.add(
    vscode.languages.registerCompletionItemProvider(
      SELECTOR,
      {
        provideCompletionItems: async (document, position) => {
          const project = projects.of(document.uri)
          if (project === undefined || document.getText().length > MOST_TYPED) return []
          const around = await surroundingsOf(project, document, models())
          const found = await complete(document.getText(), document.offsetAt(position), around)
          if (found === undefined) return []
          const range = rangeOf(document, found)
          return found.items.map((item, i) => completionItem(item, range, i))
        },
      },
      ...' :-{/"',
    ),
  )
  store.add(
    vscode.languages.registerHoverProvider(SELECTOR, {
      provideHover: (document, position) => {
        const found = explain(document.getText(), document.offsetAt(position))
        return found && new vscode.Hover(new vscode.MarkdownString(found.text), rangeOf(document, found))
      },
    }),
  )
  store.add(
    vscode.languages.registerDocumentLinkProvider(SELECTOR, {
      provideDocumentLinks: (document) =>
        referencesOf(projects, document).map(({ range, target }) => new vscode.DocumentLink(range, target)),
    }),
  )
  store.add(
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: (document, position): vscode.LocationLink[] =>
        referencesOf(projects, document)
          .filter(({ range }) => range.contains(position))
          .map(({ range, target }) => ({
            originSelectionRange: range,
            targetUri: target,
            targetRange: new vscode.Range(0, 0, 0, 0),
          })),
    }),
  )
  store.add(
    vscode.languages.registerCodeActionsProvider(
      SELECTOR,
      {
        provideCodeActions: (document, range) =>
          diagnostics
            .of(document.uri)
            .flatMap((one) =>
              one.meant !== undefined && one.range.intersection(range) !== undefined
                ? [changeTo(document, one, one.meant)]
                : [],
            ),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  )
  return store
}

function changeTo(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, meant: string): vscode.CodeAction {
  const action = new vscode.CodeAction(`Change to "${meant}"`, vscode.CodeActionKind.QuickFix)
  action.edit = new vscode.WorkspaceEdit()
  action.edit.replace(document.uri, diagnostic.range, meant)
  action.diagnostics = [diagnostic]
  action.isPreferred = true
  return action
}

function referencesOf(projects: Projects, document: vscode.TextDocument) {
  const project = projects.of(document.uri)
  if (project === undefined) return []
  return referencesIn(pathIn(project, document.uri), document.getText()).map((reference) => ({
    range: rangeOf(document, reference),
    target: vscode.Uri.joinPath(project.folder.uri, reference.file),
  }))
}

function rangeOf(document: vscode.TextDocument, place: { readonly start: number; readonly end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(place.start), document.positionAt(place.end))
}

const KINDS: Readonly<Record<Proposal['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  type: vscode.CompletionItemKind.EnumMember,
  word: vscode.CompletionItemKind.Value,
  variable: vscode.CompletionItemKind.Variable,
  model: vscode.CompletionItemKind.Constant,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
}

function completionItem(item: Proposal, range: vscode.Range, i: number): vscode.CompletionItem {
  const completion = new vscode.CompletionItem(item.label, KINDS[item.kind])
  completion.insertText = item.insert
  completion.filterText = item.insert
  completion.range = range
  completion.sortText = String(i).padStart(4, '0')
  if (item.doc !== undefined) completion.documentation = new vscode.MarkdownString(item.doc)
  // After a folder the next names, after a key its values.
  if (item.kind === 'folder' || item.insert.endsWith(': '))
    completion.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' }
  return completion
}
