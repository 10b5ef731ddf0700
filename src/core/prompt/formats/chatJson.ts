// Chat JSON (*.json): an array of messages with `role` and `content`, or an object with `messages`; and one such prompt on
// each line (*.jsonl), as promptfoo reads it. Only the changed lines of a `content` literal are written; escapes, spacing
// and other keys stay as the author has them.
import { InputError } from '../../errors.ts'
import { jsonTemplateTree } from '../codecs/jsonTemplate.ts'
import { jsonTree } from '../codecs/jsonTree.ts'
import type { PromptFormat } from '../document.ts'
import { linesOf } from '../lines.ts'
import type { TreeNode } from '../tree.ts'
import { chatOf } from './chat.ts'
import { claimByContent } from './claims.ts'

export const chatJsonFormat: PromptFormat = {
  id: 'chat-json',
  label: 'Chat JSON',
  class: 'task',
  claims: (path) => (/\.json$/i.test(path) ? { confidence: 0.1, reason: 'JSON' } : undefined),
  sniff: (path, head) =>
    /^\uFEFF?\s*[[{]/.test(head) &&
    /"role"\s*:\s*"(?:system|user|assistant|developer)"/.test(head) &&
    /"content"\s*:/.test(head)
      ? claimByContent(path, head, 'a list of messages with role and content')
      : undefined,
  parse: (path, source, { engine = 'braces' }) => [{ engine, ...chatOf(path, source, treeOf(path, source)) }],
}

export const chatJsonLinesFormat: PromptFormat = {
  id: 'chat-jsonl',
  label: 'Chat JSON Lines',
  class: 'task',
  // Never offered: lines of JSON are cases more often than prompts. A promptfoo config says which are.
  claims: (path) => (/\.jsonl$/i.test(path) ? { confidence: 0.05, reason: 'JSON lines' } : undefined),
  parse: (path, source) =>
    linesOf(source)
      .filter(({ start, textEnd }) => source.slice(start, textEnd).trim() !== '')
      .map(({ start, textEnd }, i) => ({
        fragment: String(i + 1),
        engine: 'nunjucks',
        ...chatOf(path, source, jsonTree(path, source, start, textEnd)),
      })),
}

/** As JSON, or where it is none, as a template that becomes JSON. */
function treeOf(path: string, source: string): TreeNode {
  try {
    return jsonTree(path, source)
  } catch (error) {
    if (!InputError.is(error) || !/\{[{%]/.test(source)) throw error
    try {
      return jsonTemplateTree(path, source)
    } catch {
      throw error
    }
  }
}
