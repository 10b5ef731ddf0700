// What a request of the Test Explorer is about, prompt by prompt.
import type * as vscode from 'vscode'
import type { Project } from '../../platform/projects.ts'
import type { EvalTree } from './evalTree.ts'

/** A prompt, with those of its items that were asked for: itself, ranges, or cases. */
export interface Chosen {
  readonly item: vscode.TestItem
  readonly project: Project
  readonly promptPath: string
  readonly evalPath: string
  readonly parts: readonly vscode.TestItem[]
  /** Items that were taken out of the choice. */
  readonly leftOut: ReadonlySet<vscode.TestItem>
}

/** Everything where the request names nothing. Opens eval files, and no prompt in them. */
export async function chosenBy(tree: EvalTree, request: vscode.TestRunRequest): Promise<Chosen[]> {
  const leftOut = new Set(request.exclude)
  const parts = new Map<vscode.TestItem, vscode.TestItem[]>()
  const add = async (item: vscode.TestItem): Promise<void> => {
    const node = tree.nodeOf(item)
    if (node === undefined || leftOut.has(item)) return
    if (node.kind === 'eval') {
      await tree.open(item)
      for (const [, child] of item.children) await add(child)
      return
    }
    const prompt = promptOf(tree, item)
    if (prompt === undefined) return
    const known = parts.get(prompt) ?? []
    if (!known.includes(item)) parts.set(prompt, [...known, item])
  }
  for (const item of request.include ?? (await tree.all())) await add(item)
  return [...parts].flatMap(([item, some]) => {
    const node = tree.nodeOf(item)
    if (node?.kind !== 'prompt') return []
    const { project, path } = node.source
    return [{ item, project, promptPath: node.promptPath, evalPath: path, parts: some, leftOut }]
  })
}

function promptOf(tree: EvalTree, item: vscode.TestItem): vscode.TestItem | undefined {
  for (let one: vscode.TestItem | undefined = item; one !== undefined; one = one.parent)
    if (tree.nodeOf(one)?.kind === 'prompt') return one
  return undefined
}
