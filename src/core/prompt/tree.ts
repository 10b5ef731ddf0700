// A structured file (JSON, YAML) as values with their places, so that formats read what stands where without caring in
// which language. Never written back as a whole: a text is changed through its codec.
import type { Role } from '../ports.ts'
import type { Codec } from './codec.ts'
import type { MessageSource } from './document.ts'

export interface TreeNode {
  readonly value: unknown
  readonly start: number
  readonly end: number
  readonly items?: readonly TreeNode[]
  readonly members?: ReadonlyMap<string, TreeNode>
  /** Where a text stands as its codec reads it; only where the value is one. */
  readonly text?: { readonly start: number; readonly end: number; readonly codec: Codec }
}

/** The node as a message; undefined where it holds no text. */
export function messageAt(role: Role, node: TreeNode | undefined): MessageSource | undefined {
  return node?.text === undefined ? undefined : { role, ...node.text }
}

/** The node at a path of keys and positions. */
export function nodeAt(node: TreeNode, ...path: readonly (string | number)[]): TreeNode | undefined {
  let at: TreeNode | undefined = node
  for (const step of path) at = typeof step === 'number' ? at?.items?.[step] : at?.members?.get(step)
  return at
}
