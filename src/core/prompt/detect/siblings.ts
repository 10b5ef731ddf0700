// Files that a prompt needs beside itself, read ahead: formats ask for them without waiting.
import type { Files } from '../../ports.ts'
import { formatOf } from '../registry.ts'
import { readSmall } from './readSmall.ts'

// LangChain keeps templates and examples in files of their own.
const NAMED = /\b(?:template_path|examples)["']?[ \t]*:[ \t]*["']?([\w./-]+\.\w+)/g
const MOST_SIBLINGS = 16

/** Texts of the files that the prompt's text or its format names, by the name it uses. */
export async function siblingsOf(
  files: Files,
  path: string,
  text: string,
): Promise<(name: string) => string | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const found = new Map<string, string>()
  const format = formatOf(path, text)
  const namesIn = (one: string) => format?.siblings?.(one) ?? [...one.matchAll(NAMED)].flatMap(([, name]) => name ?? [])
  const open = [...namesIn(text)]
  const seen = new Set<string>()
  for (let name = open.pop(); name !== undefined && seen.size < MOST_SIBLINGS; name = open.pop()) {
    if (seen.has(name) || !isBelow(name)) continue
    seen.add(name)
    const sibling = await readSmall(files, folder + name)
    if (sibling === undefined) continue
    found.set(name, sibling)
    if (format?.siblings !== undefined) open.push(...format.siblings(sibling))
  }
  return (name) => found.get(name)
}

function isBelow(name: string): boolean {
  return !name.startsWith('/') && !name.split('/').includes('..')
}
