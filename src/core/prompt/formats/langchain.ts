// LangChain prompts (YAML, JSON) that say what they are under `_type`: prompt, few_shot or chat. Examples are data:
// they are sent between prefix and suffix, and never changed.
import { InputError } from '../../errors.ts'
import type { Role } from '../../ports.ts'
import { lineOfOffset } from '../../readText.ts'
import { jsonTree } from '../codecs/jsonTree.ts'
import { yamlTree } from '../codecs/yamlTree.ts'
import type { MessageSource, ParseContext, ParsedPrompt, PromptDiagnostic, PromptFormat } from '../document.ts'
import type { EngineId } from '../templates/engine.ts'
import { messageAt, nodeAt, type TreeNode } from '../tree.ts'
import { fewShotOf } from './fewShot.ts'

const ENGINES: Readonly<Record<string, EngineId>> = { 'f-string': 'f-string', mustache: 'mustache', jinja2: 'jinja' }

/** Inputs by name alone; Semantic Kernel says more of them. */
const NAMES = /\binput_variables["']?[ \t]*:\s*(?:\[\s*(?:\]|["']?\w+["']?\s*[,\]])|-[ \t]+["']?\w+["']?[ \t]*[\r\n])/

export const langchainFormat: PromptFormat = {
  id: 'langchain',
  label: 'LangChain',
  class: 'task',
  claims: (path) => (/\.(?:ya?ml|json)$/i.test(path) ? { confidence: 0.1, reason: 'YAML or JSON' } : undefined),
  sniff: (_path, head) => {
    const has = (key: string, value = '') => new RegExp(`\\b(?:${key})["']?[ \\t]*:[ \\t]*["']?${value}`).test(head)
    if (has('_type', '(?:prompt|few_shot|chat)\\b') && has('template|template_path|prefix|suffix|messages'))
      return { confidence: 1, reason: '_type, as LangChain writes it' }
    // Before there was _type, the names of the inputs stood beside the template.
    return NAMES.test(head) && has('template') && !has('template_format', '(?:handlebars|liquid|semantic-kernel)')
      ? { confidence: 0.9, reason: 'a template with input_variables, as in LangChain' }
      : undefined
  },
  parse: (path, source, context) => {
    const root = /\.json$/i.test(path) ? jsonTree(path, source) : yamlTree(path, source)
    const engine = ENGINES[String(nodeAt(root, 'template_format')?.value ?? 'f-string')] ?? 'f-string'
    return [{ engine, ...contentsOf(path, source, root, engine, context) }]
  },
}

type Contents = Pick<ParsedPrompt, 'messages' | 'diagnostics'>

function contentsOf(path: string, source: string, root: TreeNode, engine: EngineId, context: ParseContext): Contents {
  const type = nodeAt(root, '_type')?.value
  const found =
    type === 'few_shot'
      ? fewShotOf(source, root, engine, context)
      : type === 'chat'
        ? chatOf(source, nodeAt(root, 'messages'))
        : { messages: [messageAt('user', nodeAt(root, 'template'))].filter((one) => one !== undefined) }
  if (found.messages.length > 0) return found
  const elsewhere = nodeAt(root, 'template_path')?.value
  if (typeof elsewhere === 'string')
    throw new InputError(`The text of this prompt stands in ${elsewhere}.`, 'Name that file.', { file: path })
  throw new InputError('The file has no text of a prompt.', 'Write it under "template".', { file: path })
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  human: 'user',
  user: 'user',
  ai: 'assistant',
  assistant: 'assistant',
}

/** A message is `{role | _type, content | template | prompt: {template}}`; a placeholder for messages is none. */
function chatOf(source: string, list: TreeNode | undefined): Contents {
  const diagnostics: PromptDiagnostic[] = []
  const messages = (list?.items ?? []).flatMap((item): MessageSource[] => {
    const named = nodeAt(item, 'role')?.value ?? nodeAt(item, '_type')?.value ?? 'human'
    const role = ROLES[String(named)]
    const text = nodeAt(item, 'prompt', 'template') ?? nodeAt(item, 'content') ?? nodeAt(item, 'template')
    const message = role === undefined ? undefined : messageAt(role, text)
    if (message !== undefined) return [message]
    diagnostics.push({ message: 'This message is no text and is not sent.', line: lineOfOffset(source, item.start) })
    return []
  })
  return { messages, diagnostics }
}
