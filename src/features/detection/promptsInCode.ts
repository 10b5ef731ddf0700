// Prompts in an open file of code. Detection opens only code whose name says prompt; what the user looks at costs no
// search and wakes nothing up.
import type * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { MOST_BYTES } from '../../core/prompt/detect/candidates.ts'
import { claimOf, parsePrompts, splitPath } from '../../core/prompt/registry.ts'
import { lineFinder } from '../../core/readText.ts'

const LANGUAGES = new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'python'])
const LISTED = 0.5

/** Each with its address and the 0-based line of its first text. */
export function promptsInCode(document: vscode.TextDocument): { readonly uri: vscode.Uri; readonly line: number }[] {
  if (!LANGUAGES.has(document.languageId)) return []
  const text = document.getText()
  const { path } = document.uri
  if (text.length > MOST_BYTES || (claimOf(path, text)?.claim.confidence ?? 0) < LISTED) return []
  try {
    const lineOf = lineFinder(text)
    return parsePrompts(path, text).map((prompt) => ({
      uri: document.uri.with({ fragment: splitPath(prompt.path).fragment ?? '' }),
      line: lineOf(prompt.sources[0]?.start ?? 0) - 1,
    }))
  } catch (error) {
    if (InputError.is(error)) return []
    throw error
  }
}
