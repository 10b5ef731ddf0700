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

const INPUT = /\{\{[ \t]*[\p{L}_$][\p{L}\p{N}_.]*[ \t]*\}\}|\$\{input:/u
const ADDRESS =
  /^(?:#[^\r\n]*(?:\r?\n)+)?(?:you are|you're|your (?:task|job|role|goal)|act as|as an? (?:expert|ai)|given )\b/im
const OUTPUT = /\b(?:respond|reply|answer|return|output)\b[^.\r\n]{0,40}\b(?:only|json|with|in)\b/i

/** Prose: a prompt where its folder or name says so and it reads like one. */
export function claimByProse(path: string, head: string): Claim | undefined {
  if (!isPromptPath(path) || /(?:^|\/)(?:readme|license|changelog|contributing)\b[^/]*$/i.test(path)) return undefined
  if (INPUT.test(head)) return { confidence: 0.9, reason: 'a name that says prompt, and inputs' }
  if (ADDRESS.test(head) || OUTPUT.test(head))
    return { confidence: 0.8, reason: 'a name that says prompt, and words to a model' }
  return { confidence: 0.5, reason: 'a name that says prompt' }
}
