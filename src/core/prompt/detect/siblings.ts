// Files that a prompt needs beside itself, read ahead: formats ask for them without waiting.
import type { Files } from '../../ports.ts'
import { readSmall } from './readSmall.ts'

// LangChain keeps templates and examples in files of their own.
const NAMED = /\b(?:template_path|examples)["']?[ \t]*:[ \t]*["']?([\w./-]+\.\w+)/g
const MOST_SIBLINGS = 4

/** Texts of the files that the prompt's text or its format names, by the name it uses. */
export async function siblingsOf(
  files: Files,
  path: string,
  text: string,
): Promise<(name: string) => string | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const names = /(?:^|\/)skprompt\.txt$/i.test(path)
    ? ['config.json']
    : [...text.matchAll(NAMED)].flatMap(([, name]) => name ?? []).slice(0, MOST_SIBLINGS)
  const found = new Map<string, string>()
  for (const name of names) {
    const sibling = isBelow(name) ? await readSmall(files, folder + name) : undefined
    if (sibling !== undefined) found.set(name, sibling)
  }
  return (name) => found.get(name)
}

function isBelow(name: string): boolean {
  return !name.startsWith('/') && !name.split('/').includes('..')
}
