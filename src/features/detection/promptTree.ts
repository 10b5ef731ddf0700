// The Prompts view: every prompt with its last rate; a click opens the file.
import * as vscode from 'vscode'
import { viewIds } from '../../platform/manifest.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { fileName, formatRateWithCount } from '../../shared/format.ts'
import type { IndexedPrompt, PromptIndex } from './promptIndex.ts'

/** A row. Commands of its menu take it as their argument. */
export interface PromptNode {
  readonly resourceUri: vscode.Uri
  readonly prompt: IndexedPrompt
}

export function createPromptTree(index: PromptIndex): vscode.Disposable {
  const provider: vscode.TreeDataProvider<PromptNode> = {
    onDidChangeTreeData: index.onDidChange,
    getChildren: async (node) => {
      await index.ready()
      return node === undefined ? index.prompts.map((prompt) => ({ resourceUri: prompt.uri, prompt })) : []
    },
    getParent: () => undefined,
    getTreeItem: ({ prompt }) => itemOf(prompt),
  }
  return vscode.window.createTreeView(viewIds.prompts, { treeDataProvider: provider })
}

function itemOf({ uri, row, project }: IndexedPrompt): vscode.TreeItem {
  const name = fileName(row.path)
  const folder = row.path.slice(0, -name.length - 1)
  const item = new vscode.TreeItem(name)
  item.id = uri.toString()
  item.resourceUri = uri
  item.iconPath = vscode.ThemeIcon.File
  const result = row.rate === null ? '' : formatRateWithCount(row.rate)
  item.description = [result, row.verdict ?? '', folder].filter((part) => part !== '').join(' · ')
  item.tooltip = tooltipOf(row, project.folder.name)
  item.contextValue = row.evalPath === null ? 'prompt.unmeasured' : 'prompt.measured'
  item.accessibilityInformation = { label: `${name}, ${row.format}, ${result === '' ? 'not measured' : result}` }
  item.command = { title: 'Open', command: 'vscode.open', arguments: [uri] }
  return item
}

function tooltipOf(row: IndexedPrompt['row'], folder: string): vscode.MarkdownString {
  const text = new PlainMarkdown().paragraph(`${folder}/${row.path}`)
  text.paragraph(
    row.evalPath === null ? `${row.format}, without an eval file` : `${row.format}, measured by ${row.evalPath}`,
  )
  if (row.rate !== null)
    text.paragraph([formatRateWithCount(row.rate), row.verdict ?? ''].filter((part) => part !== '').join(' · '))
  if (row.notice) text.paragraph(row.notice)
  return text.value
}
