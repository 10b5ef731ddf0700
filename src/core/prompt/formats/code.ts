// Prompts in TypeScript, JavaScript and Python: strings that are tagged as prompts, named like ones, or passed to a
// model. They are edited only between interpolations, with the language's own escapes; no code is ever run.
import { InputError } from '../../errors.ts'
import { chatLiterals } from '../code/chatLiterals.ts'
import { CodeView } from '../code/codeView.ts'
import type { FoundPrompt } from '../code/foundPrompt.ts'
import { javascriptTokens } from '../code/javascript.ts'
import type { CodeLanguage } from '../code/literals.ts'
import { namedLiterals } from '../code/namedLiterals.ts'
import { pythonTokens } from '../code/python.ts'
import type { FormatId, PromptFormat } from '../document.ts'

export const typescriptFormat = codeFormat('typescript', 'TypeScript', /\.[mc]?tsx?$/i, 'javascript')
export const javascriptFormat = codeFormat('javascript', 'JavaScript', /\.[mc]?jsx?$/i, 'javascript')
export const pythonFormat = codeFormat('python', 'Python', /\.pyi?$/i, 'python')

/** What no file without a prompt in it has, to spare reading the others. */
const CUE = /prompt|instructions|system|["']?role["']?\s*[:=]/i
const IN_TESTS =
  /(?:^|\/)(?:tests?|__tests__|spec|fixtures|mocks?)\/|[._-](?:test|spec|stor(?:y|ie)|eval)s?\.\w+$|(?:^|\/)(?:test_|conftest)/i

function codeFormat(id: FormatId, label: string, name: RegExp, language: CodeLanguage): PromptFormat {
  return {
    id,
    label,
    class: 'task',
    claims: (path) => (name.test(path) && !/\.d\.[mc]?ts$/.test(path) ? { confidence: 0.1, reason: label } : undefined),
    sniff: (path, head) => {
      if (IN_TESTS.test(path) || !CUE.test(head)) return undefined
      const best = findPrompts(head, language).toSorted((a, b) => b.confidence - a.confidence)[0]
      return best === undefined ? undefined : { confidence: best.confidence, reason: best.reason }
    },
    parse: (path, source) => {
      const found = findPrompts(source, language)
      if (found.length === 0)
        throw new InputError(
          'No string in this file is a prompt.',
          'Name one like SYSTEM_PROMPT, or put a comment "tunesmith:prompt" above it.',
          { file: path },
        )
      const names = uniqueNames(found.map((one) => one.name))
      return found.map(({ messages, engine }, i) => ({ fragment: names[i] ?? '', engine, messages }))
    },
  }
}

function findPrompts(source: string, language: CodeLanguage): FoundPrompt[] {
  const view = new CodeView(source, language === 'python' ? pythonTokens(source) : javascriptTokens(source))
  const { prompts, taken } = chatLiterals(view, language)
  return [...prompts, ...namedLiterals(view, language, taken)].toSorted((a, b) => a.at - b.at)
}

/** The second of a name is "name-2": names hold while other prompts of the file change. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return names.map((given) => {
    const plain = given.replace(/[^\p{L}\p{N}_$]+/gu, '-')
    let name = plain
    for (let count = counts.get(plain) ?? 1; taken.has(name); counts.set(plain, count)) name = `${plain}-${++count}`
    taken.add(name)
    return name
  })
}
