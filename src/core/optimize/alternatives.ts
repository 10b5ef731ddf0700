// Which edits can stand in one prompt. Those that change the same line are alternatives in the strict sense: where one
// is applied, the other has lost its place.
import type { Edit } from './draft.ts'

/** False where applying one takes away the line that the other stands on. */
export function compatible(a: Edit, b: Edit): boolean {
  if (a.op === 'rewrite' || b.op === 'rewrite') return false
  return a.line !== b.line || (a.op === 'insert_after' && b.op === 'insert_after')
}

/** The edits in as few groups as a first fit finds, each of edits that can stand together. */
export function groupsOf(edits: readonly Edit[], fits: (edits: readonly Edit[]) => boolean): Edit[][] {
  const groups: Edit[][] = []
  for (const edit of edits) {
    const group = groups.find((some) => some.every((other) => compatible(edit, other)) && fits([...some, edit]))
    if (group === undefined) groups.push([edit])
    else group.push(edit)
  }
  return groups
}
