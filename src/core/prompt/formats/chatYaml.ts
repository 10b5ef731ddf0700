// Chat YAML (*.yaml, *.yml): the same list of messages as chat JSON. Only the text of a `content` is written.
import { yamlTree } from '../codecs/yamlTree.ts'
import type { PromptFormat } from '../document.ts'
import { chatOf } from './chat.ts'
import { claimByContent } from './claims.ts'

export const chatYamlFormat: PromptFormat = {
  id: 'chat-yaml',
  label: 'Chat YAML',
  class: 'task',
  claims: (path) => (/\.ya?ml$/i.test(path) ? { confidence: 0.1, reason: 'YAML' } : undefined),
  sniff: (path, head) =>
    /^[ \t]*(?:-[ \t]+)?["']?role["']?:[ \t]*["']?(?:system|user|assistant|developer)\b/m.test(head) &&
    /^[ \t]*(?:-[ \t]+)?["']?content["']?:/m.test(head) &&
    /^(?:-|["']?messages["']?:)/m.test(head)
      ? claimByContent(path, head, 'a list of messages with role and content')
      : undefined,
  parse: (path, source, { engine = 'braces' }) => [{ engine, ...chatOf(path, source, yamlTree(path, source)) }],
}
