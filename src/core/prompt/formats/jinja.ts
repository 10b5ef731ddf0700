// Jinja files (*.j2, *.jinja, *.jinja2): one user message, or as many as lines such as `# system:` open. Most such files
// make configuration or web pages, so that the name alone makes none a prompt.
import type { PromptFormat } from '../document.ts'
import { afterBom } from '../frontMatter.ts'
import { claimByProse } from './claims.ts'
import { roleRegions, splitByRoleLines } from './roleLines.ts'

const MARKER = /^#?[ \t]*(system|user|assistant|developer)[ \t]*:$/i
const ROLES = { first: 'system', alone: 'user' } as const

export const jinjaFormat: PromptFormat = {
  id: 'jinja',
  label: 'Jinja',
  class: 'task',
  claims: (path) => (/\.(?:j2|jinja2?)$/i.test(path) ? { confidence: 0.1, reason: 'Jinja' } : undefined),
  sniff: (path, head) => {
    if (/^[ \t]*(?:#[ \t]*)?system[ \t]*:[ \t]*$/im.test(head) && /^[ \t]*(?:#[ \t]*)?user[ \t]*:[ \t]*$/im.test(head))
      return { confidence: 0.9, reason: 'a Jinja template with roles' }
    return /<(?:!doctype|html|head|body|div|script)\b/i.test(head) ? undefined : claimByProse(path, head)
  },
  parse: (_path, source, { engine = 'jinja' }) => {
    const bodyStart = afterBom(source)
    return [{ engine, bodyStart, ...roleRegions(source, bodyStart, MARKER, ROLES, engine) }]
  },
  whole: {
    template: (source) => source.slice(afterBom(source)),
    split: (pieces) => splitByRoleLines(pieces, MARKER, ROLES),
  },
}
