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
/** A line that begins as one speaks to a model, in the languages that prompts are mostly written in. */
const ADDRESS =
  /^[ \t>*_-]*(?:you (?:are|will|must|have been|take|receive|extract|analy[sz]e|create|help)\b|you're\b|your (?:task|job|role|goal|mission)\b|act as\b|i want you to\b|as an? (?:expert|ai)\b|given (?:the|a|an|some)\b|du bist\b|tu es\b|vous êtes\b|eres\b|você é\b|sei un\b|ты\s|вы\s|你是|您是|你的任务|あなたは|너는|당신은)/imu
const OUTPUT = /\b(?:respond|reply|answer|return|output)\b[^.\r\n]{0,40}\b(?:only|json|with|in)\b/i

/** Where a prompt that is not documentation says what it is. */
const OPENING = 1000
const FOLDER_OF_PROMPTS = /(?:^|\/)(?:[^/]*[._-])?prompts?(?:[._-]templates?)?\//i
const NAME_OF_PROMPT =
  /(?:^|[^/]*[._-]|\/)(?:prompts?|(?:system|user)(?:[._-](?:message|template))?)(?:[._-]?v?\d+)?(?:[._-](?:template|en|system|user|base|default))*\.\w+$/i
const ABOUT_OTHERS =
  /(?:^|\/)(?:readme|license|changelog|contributing|index|overview|notes?|todo|guide|requirements)\b[^/]*$/i
const DOCUMENTATION =
  /(?:^|\/)(?:docs?|documentation|doc-site|website|site|blog|posts|articles?|content|wiki|guides?|tutorials?|references?|decisions|adrs?|rfcs?|changelogs?)\//i

/** Prose: a prompt where its folder or name says so and it reads like one. Texts about prompts have such names too, so
 *  documentation must begin as a prompt does. */
export function claimByProse(path: string, head: string): Claim | undefined {
  if (ABOUT_OTHERS.test(path) || head.trim() === '') return undefined
  const addressed = ADDRESS.test(head)
  const opens = addressed && ADDRESS.test(withoutFences(head.slice(0, OPENING)))
  const said = FOLDER_OF_PROMPTS.test(path) || (isPromptPath(path) && NAME_OF_PROMPT.test(path))
  if (!said || DOCUMENTATION.test(path)) {
    const named = isPromptPath(path) || NAME_OF_PROMPT.test(path)
    return named && opens ? { confidence: 0.7, reason: 'a name of a prompt, and it begins as one' } : undefined
  }
  if (INPUT.test(head)) return { confidence: 0.9, reason: 'a name that says prompt, and inputs' }
  if (addressed || OUTPUT.test(head))
    return { confidence: 0.8, reason: 'a name that says prompt, and words to a model' }
  return { confidence: 0.5, reason: 'a name that says prompt' }
}

/** Without fenced code: documentation quotes prompts there. */
function withoutFences(text: string): string {
  return text
    .split(/^[ \t]*(?:```|~~~)/m)
    .filter((_, i) => i % 2 === 0)
    .join('')
}
