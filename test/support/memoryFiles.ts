// A workspace in memory, for everything that reads files.
import type { Files } from '../../src/core/ports.ts'

export function memoryFiles(
  contents: Readonly<Record<string, string | Uint8Array>>,
): Files & { readonly reads: readonly string[] } {
  const reads: string[] = []
  return {
    reads,
    read: async (path) => {
      reads.push(path)
      const content = Object.hasOwn(contents, path) ? contents[path] : undefined
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    list: async (folder) => Object.keys(contents).filter((path) => folder === '' || path.startsWith(`${folder}/`)),
  }
}
