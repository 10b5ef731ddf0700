// What somebody says of a file, which beats every guess: the user's settings, the language the editor gives it, an eval
// file that names it. Must never look at a file itself.
import { globMatcher } from '../../glob.ts'
import type { FormatId } from '../document.ts'
import { formatById, splitPath } from '../registry.ts'
import { type EvalFiles, nearestEvalFile } from './evalFiles.ts'

/** `format` undefined: it is a prompt, and its name says of which format. False: it is none. */
export interface Told {
  readonly format: FormatId | undefined | false
  readonly reason: string
}

export interface Hints {
  /** Globs, each with the id of a format, or false for files that are no prompts; the last one that matches holds. */
  readonly overrides?: Readonly<Record<string, string | false>>
  /** Language id of a file in the editor, where it is known. */
  readonly languageOf?: (path: string) => string | undefined
}

/** VS Code's own languages for prompts, and those of well-known extensions. */
const LANGUAGES: Readonly<Record<string, FormatId>> = {
  prompt: 'copilot-prompt',
  instructions: 'copilot-instructions',
  chatagent: 'copilot-agent',
  skill: 'skill',
  prompty: 'prompty',
  dotprompt: 'dotprompt',
  poml: 'poml',
  baml: 'baml',
}

export function teller(
  { overrides = {}, languageOf }: Hints,
  evalFiles: EvalFiles,
): (path: string) => Told | undefined {
  const rules = Object.entries(overrides).map(([glob, format]) => ({ glob, format, matches: globMatcher(glob) }))
  /** Files, each with a prompt that is named in it. */
  const named = new Map([...evalFiles.values()].flat().map((prompt) => [splitPath(prompt).file, prompt]))
  return (path) => {
    const rule = rules.findLast(({ matches }) => matches(path))
    if (rule?.format === false) return { format: false, reason: `the settings say so: ${rule.glob}` }
    const format = rule === undefined ? undefined : knownId(rule.format)
    if (format !== undefined) return { format, reason: `the settings say so: ${rule?.glob}` }
    const language = languageOf?.(path)
    const byLanguage = language === undefined ? undefined : knownId(LANGUAGES[language])
    if (byLanguage !== undefined) return { format: byLanguage, reason: `its language is ${language}` }
    const prompt = named.get(path)
    return prompt === undefined
      ? undefined
      : { format: undefined, reason: `named by ${nearestEvalFile(prompt, evalFiles)}` }
  }
}

function knownId(id: string | false | undefined): FormatId | undefined {
  return typeof id === 'string' ? formatById(id)?.id : undefined
}
