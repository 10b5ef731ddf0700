// Template files whose name says the language (*.mustache, *.hbs, *.liquid): one user message, the whole file. Most such
// files make web pages, so that the name alone makes none a prompt.
import type { FormatId, PromptFormat } from '../document.ts'
import { headerLikeYaml } from '../frontMatter.ts'
import type { EngineId } from '../templates/engine.ts'
import { bodyPrompt } from './body.ts'
import { claimByContent, isPromptPath } from './claims.ts'

export const mustacheFormat = templateFormat('mustache', 'Mustache', /\.mustache$/i)
export const handlebarsFormat = templateFormat('handlebars', 'Handlebars', /\.(?:hbs|handlebars)$/i)
export const liquidFormat = templateFormat('liquid', 'Liquid', /\.liquid$/i)

function templateFormat(id: FormatId & EngineId, label: string, name: RegExp): PromptFormat {
  return {
    id,
    label,
    class: 'task',
    claims: (path) => (name.test(path) ? { confidence: 0.1, reason: label } : undefined),
    sniff: (path, head) =>
      isPromptPath(path) && !/<(?:!doctype|html|head|body|div|script|link|table)\b/i.test(head)
        ? claimByContent(path, head, `a ${label} template`)
        : undefined,
    parse: (_path, source) => [
      bodyPrompt(source, headerLikeYaml(source), { role: 'user', engine: id, diagnostics: [] }),
    ],
  }
}
