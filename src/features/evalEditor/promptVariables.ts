// From a variable in a prompt to where the cases give it a value: the eval file that measures the prompt.
import * as vscode from 'vscode'
import { textsAndKeysIn } from '../../core/evals/schema/position.ts'

/** `evalFileOf` gives the eval file of a prompt file; undefined for other files. */
export function registerVariableDefinitions(
  evalFileOf: (prompt: vscode.Uri) => vscode.Uri | undefined,
): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(
    { scheme: 'file' },
    {
      provideDefinition: async (document, position) => {
        const evalFile = evalFileOf(document.uri)
        const tag = document.getWordRangeAtPosition(position, /[{<$]\{?[#/]?\s*[\w.-]+\s*\}?[}>]/)
        const name = tag && /[\w.-]+/.exec(document.getText(tag))?.[0]
        if (evalFile === undefined || name === undefined) return undefined
        const evalDocument = await vscode.workspace.openTextDocument(evalFile)
        const key = textsAndKeysIn(evalDocument.getText()).find(
          ({ role, text, path }) => role === 'key' && text === name && path.at(-2) === 'vars',
        )
        return new vscode.Location(evalFile, evalDocument.positionAt(key?.start ?? 0))
      },
    },
  )
}
