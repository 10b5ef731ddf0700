// Prompts that stand in promptfoo's own files: inline under `prompts:` of a config, and rows of a CSV file. Prompts that
// are programs are never run. The files that a config names are read by their own formats, with nunjucks as language.
import { InputError } from '../../errors.ts'
import { type CsvRow, CsvSyntaxError, parseCsv } from '../../evals/csv.ts'
import { CODE_CONFIG, EVAL_FILE } from '../../evals/evalFileName.ts'
import { csvCellCodec } from '../codecs/csvCell.ts'
import { jsonTree } from '../codecs/jsonTree.ts'
import { yamlTree } from '../codecs/yamlTree.ts'
import type { ParsedPrompt, PromptFormat } from '../document.ts'
import { messageAt, nodeAt, type TreeNode } from '../tree.ts'
import { promptsInCode } from './promptfooCode.ts'

/** Whether an entry of `prompts:` is the prompt itself and not the name of one. */
export function isInlinePrompt(text: string): boolean {
  if (/[\r\n]|\{\{/.test(text)) return true
  const isAddress = /^(?:file|exec|package|langfuse|portkey|helicone|https?|azureml):/.test(text)
  return !isAddress && !/^\S+(?:\.\w+(?::\w+)?|\/|\/\*)$|^\S*\*\S*\.\S+$/.test(text)
}

export const promptfooFormat: PromptFormat = {
  id: 'promptfoo',
  label: 'promptfoo',
  class: 'task',
  claims: (path) => {
    if (EVAL_FILE.test(path) || CODE_CONFIG.test(path)) return { confidence: 0.9, reason: 'a promptfoo config' }
    return /\.csv$/i.test(path) ? { confidence: 0.05, reason: 'CSV' } : undefined
  },
  sniff: (_path, head) =>
    /^\uFEFF?(?:"?label"?,)?"?prompt"?(?:,"?label"?)?[ \t]*(?:\r\n|\n|\r)/i.test(head)
      ? { confidence: 0.6, reason: 'a CSV file with a column "prompt"' }
      : undefined,
  parse: (path, source) => {
    if (CODE_CONFIG.test(path)) return promptsInCode(source)
    return EVAL_FILE.test(path) ? inlinePrompts(path, source) : csvPrompts(path, source)
  },
}

function inlinePrompts(path: string, source: string): ParsedPrompt[] {
  const root = /\.json$/i.test(path) ? jsonTree(path, source) : yamlTree(path, source)
  const prompts = nodeAt(root, 'prompts')
  if (prompts?.items === undefined) return inline('prompts', prompts)
  return prompts.items.flatMap((item, i) =>
    inline(`prompts/${i}`, nodeAt(item, 'raw') ?? nodeAt(item, 'prompt') ?? item),
  )
}

function inline(fragment: string, node: TreeNode | undefined): ParsedPrompt[] {
  const message = messageAt('user', node)
  if (message === undefined || !isInlinePrompt(String(node?.value))) return []
  return [{ fragment, engine: 'nunjucks', messages: [message] }]
}

function csvPrompts(path: string, source: string): ParsedPrompt[] {
  const [header, ...rows] = rowsOf(path, source)
  const column = header?.cells.findIndex((cell) => /^\uFEFF?prompt$/i.test(cell.trim())) ?? -1
  if (column < 0)
    throw new InputError('No column is named "prompt".', 'Name one so in line 1.', { file: path, line: 1 })
  return rows.flatMap((row, i): ParsedPrompt[] => {
    const place = row.places[column]
    if (place === undefined) return []
    return [
      { fragment: String(i + 1), engine: 'nunjucks', messages: [{ role: 'user', ...place, codec: csvCellCodec }] },
    ]
  })
}

function rowsOf(path: string, source: string): CsvRow[] {
  try {
    return parseCsv(source)
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error
    throw new InputError(`The file is not CSV: ${error.message}.`, 'Mend the quotes.', { file: path, line: error.line })
  }
}
