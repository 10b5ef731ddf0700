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

export const langchainFormat: PromptFormat = {
  id: 'langchain',
  label: 'LangChain',
  class: 'task',
  claims: (path) => (/\.(?:ya?ml|json)$/i.test(path) ? { confidence: 0.1, reason: 'YAML or JSON' } : undefined),
  sniff: (path, head) => {
    const { type, hasTemplate, hasNames } = /\.json$/i.test(path) ? cuesInJson(head) : cuesInYaml(head)
    if (hasTemplate && TYPES.has(type)) return { confidence: 1, reason: '_type, as LangChain writes it' }
    // Before there was _type, the names of the inputs stood beside the template.
    return hasTemplate && hasNames && type === ''
      ? { confidence: 0.9, reason: 'a template with input_variables, as in LangChain' }
      : undefined
  },
  parse: (path, source, context) => {
    const root = /\.json$/i.test(path) ? jsonTree(path, source) : yamlTree(path, source)
    const engine = ENGINES[String(nodeAt(root, 'template_format')?.value ?? 'f-string')] ?? 'f-string'
    return [{ engine, ...contentsOf(path, source, root, engine, context) }]
  },
}

const TYPES = new Set(['prompt', 'few_shot', 'chat'])
const TEXTS = ['template', 'template_path', 'prefix', 'suffix', 'messages']

interface Cues {
  readonly type: string
  readonly hasTemplate: boolean
  /** Inputs by name alone; Semantic Kernel says more of them. */
  readonly hasNames: boolean
}

/** Of the outermost object: chains and agents hold prompts further in. */
function cuesInJson(head: string): Cues {
  try {
    const root: unknown = JSON.parse(head.replace(/^\uFEFF/, ''))
    const isObject = root !== null && typeof root === 'object' && !Array.isArray(root)
    const keys = new Map<string, unknown>(isObject ? Object.entries(root) : [])
    const names = keys.get('input_variables')
    return {
      type: String(keys.get('_type') ?? ''),
      hasTemplate: TEXTS.some((key) => keys.has(key)),
      hasNames: Array.isArray(names) && names.every((name) => typeof name === 'string'),
    }
  } catch {
    return { type: '', hasTemplate: false, hasNames: false }
  }
}

function cuesInYaml(head: string): Cues {
  return {
    type: /^\uFEFF?_type:[ \t]*["']?(\w*)/m.exec(head)?.[1] ?? '',
    hasTemplate: new RegExp(`^\\uFEFF?(?:${TEXTS.join('|')}):`, 'm').test(head),
    hasNames: NAMES.test(head) && !/^template_format:[ \t]*["']?(?:handlebars|liquid|semantic-kernel)/m.test(head),
  }
}

const NAMES = /^\uFEFF?input_variables:\s*(?:\[\s*(?:\]|["']?\w+["']?\s*[,\]])|-[ \t]+["']?\w+["']?[ \t]*[\r\n])/m

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
