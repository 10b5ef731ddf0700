// How sure a file's shape makes one that it is a prompt, for formats whose names say nothing.
import type { Claim } from '../document.ts'

/** A folder or file that says it holds prompts. */
const PROMPT_PATH = /(?:^|\/)(?:[^/]*[._-])?prompts?(?:[._-][^/]*)?(?:\/|$)/i

export function isPromptPath(path: string): boolean {
  return PROMPT_PATH.test(path)
}

/** The shape of a prompt: surer where the path says so too, or where it asks for inputs. */
export function claimByContent(path: string, head: string, reason: string): Claim {
  if (isPromptPath(path)) return { confidence: 0.9, reason: `${reason}, under a name that says prompt` }
  if (/\{\{\s*[\p{L}_]/u.test(head)) return { confidence: 0.7, reason: `${reason}, with inputs` }
  return { confidence: 0.3, reason }
}
