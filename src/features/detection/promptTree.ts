// The Prompts view: task prompts with their last rate, instruction files, and containers with the prompts they name or
// hold; a click opens the file.
import * as vscode from 'vscode'
import { splitPath } from '../../core/prompt/registry.ts'
import { viewIds } from '../../platform/manifest.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { fileName, formatRateWithCount } from '../../shared/format.ts'
import type { IndexedContainer, IndexedPrompt, PromptIndex } from './promptIndex.ts'

/** A row of a file. Commands of its menu take it as their argument. */
export interface PromptNode {
  readonly resourceUri: vscode.Uri
  readonly prompt?: IndexedPrompt
  readonly container?: IndexedContainer
}

interface SectionNode {
  readonly section: Section
  readonly rows: readonly PromptNode[]
}

type Section = 'Prompts' | 'Instructions' | 'Containers'
type Node = PromptNode | SectionNode

export function createPromptTree(index: PromptIndex): vscode.Disposable {
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: index.onDidChange,
    getChildren: async (node) => {
      await index.ready()
      return node === undefined ? rootsOf(index) : childrenOf(index, node)
    },
    getParent: () => undefined,
    getTreeItem: (node) => {
      if ('section' in node) return sectionItem(node)
      if (node.container !== undefined) return containerItem(node.container)
      return node.prompt === undefined ? new vscode.TreeItem(node.resourceUri) : promptItem(node.prompt)
    },
  }
  return vscode.window.createTreeView(viewIds.prompts, { treeDataProvider: provider })
}

/** Sections, or the rows alone where there is one section. */
function rootsOf(index: PromptIndex): Node[] {
  const of = (kind: string) => index.prompts.filter(({ found }) => found.class === kind).map(nodeOf)
  const containers = index.containers.map((container) => ({ resourceUri: container.uri, container }))
  const sections: SectionNode[] = [
    { section: 'Prompts' as const, rows: of('task') },
    { section: 'Instructions' as const, rows: of('instructions') },
    { section: 'Containers' as const, rows: containers },
  ].filter(({ rows }) => rows.length > 0)
  return sections.length === 1 ? [...(sections[0]?.rows ?? [])] : sections
}

function childrenOf(index: PromptIndex, node: Node): Node[] {
  if ('section' in node) return [...node.rows]
  const { container } = node
  if (container === undefined) return []
  const { path } = container.found
  return index.prompts
    .filter(({ project }) => project === container.project)
    .filter(({ row }) => row.evalPath === path || splitPath(row.path).file === path)
    .map(nodeOf)
}

function nodeOf(prompt: IndexedPrompt): PromptNode {
  return { resourceUri: prompt.uri, prompt }
}

function sectionItem({ section, rows }: SectionNode): vscode.TreeItem {
  const state = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem(section, section === 'Prompts' ? state.Expanded : state.Collapsed)
  item.id = section
  item.description = String(rows.length)
  item.contextValue = 'section'
  return item
}

function containerItem({ uri, found, project }: IndexedContainer): vscode.TreeItem {
  const item = new vscode.TreeItem(fileName(found.path), vscode.TreeItemCollapsibleState.Collapsed)
  item.id = `container ${uri.toString()}`
  item.resourceUri = uri
  item.iconPath = vscode.ThemeIcon.File
  item.description = folderOf(found.path)
  item.tooltip = new PlainMarkdown()
    .paragraph(`${project.folder.name}/${found.path}`)
    .paragraph(`${found.label}: ${found.reasons.join(', ')}`).value
  item.contextValue = 'container'
  item.command = { title: 'Open', command: 'vscode.open', arguments: [uri] }
  return item
}

function promptItem({ uri, row, found, project }: IndexedPrompt): vscode.TreeItem {
  const name = fileName(row.path)
  const folder = folderOf(row.path)
  const item = new vscode.TreeItem(name)
  item.resourceUri = uri
  item.iconPath = vscode.ThemeIcon.File
  const result = row.rate === null ? '' : formatRateWithCount(row.rate)
  item.description = [result, row.verdict ?? '', folder].filter((part) => part !== '').join(' · ')
  item.tooltip = tooltipOf(row, found.reasons, project.folder.name)
  item.contextValue = row.evalPath === null ? 'prompt.unmeasured' : 'prompt.measured'
  item.accessibilityInformation = { label: `${name}, ${row.format}, ${result === '' ? 'not measured' : result}` }
  const line = found.line - 1
  const selection = uri.fragment === '' ? {} : { selection: new vscode.Range(line, 0, line, 0) }
  item.command = { title: 'Open', command: 'vscode.open', arguments: [uri.with({ fragment: '' }), selection] }
  return item
}

function tooltipOf(row: IndexedPrompt['row'], reasons: readonly string[], folder: string): vscode.MarkdownString {
  const text = new PlainMarkdown().paragraph(`${folder}/${row.path}`)
  text.paragraph(
    row.evalPath === null ? `${row.format}, without an eval file` : `${row.format}, measured by ${row.evalPath}`,
  )
  text.paragraph(`Listed for: ${reasons.join(', ')}`)
  if (row.rate !== null)
    text.paragraph([formatRateWithCount(row.rate), row.verdict ?? ''].filter((part) => part !== '').join(' · '))
  if (row.notice) text.paragraph(row.notice)
  return text.value
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.length - fileName(path).length - 1))
}
