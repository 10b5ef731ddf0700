// Paths of the workspace, from one file to another.

/** The way from the folder of the file `from` to the file `to`. */
export function relativePath(from: string, to: string): string {
  const [left, right] = [from.split('/').slice(0, -1), to.split('/')]
  let shared = 0
  while (shared < left.length && shared < right.length - 1 && left[shared] === right[shared]) shared++
  return [...left.slice(shared).map(() => '..'), ...right.slice(shared)].join('/')
}
