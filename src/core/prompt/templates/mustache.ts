// Mustache without escaping: sections, inverted sections, partials, other delimiters, comments.
import type { Span } from '../span.ts'
import { type TemplateEngine, TemplateError, type TemplateProblem } from './engine.ts'
import { lexMustache, type Node, parseMustache } from './mustache/parse.ts'
import { renderMustache } from './mustache/render.ts'

export const mustacheEngine: TemplateEngine = {
  id: 'mustache',
  label: 'Mustache',
  spans,
  variables: (text) => {
    const nodes = parsed(text)
    return nodes instanceof TemplateError ? named(spans(text)) : [...inputs(nodes, new Set())]
  },
  problem: (text): TemplateProblem | undefined => {
    const nodes = parsed(text)
    return nodes instanceof TemplateError ? { offset: nodes.offset, message: nodes.message } : undefined
  },
  render: (text, vars, options) => renderMustache(text, vars, options),
}

function parsed(text: string): readonly Node[] | TemplateError {
  try {
    return parseMustache(text)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

/** Names inside of a section may belong to its items: they are not counted. */
function inputs(nodes: readonly Node[], found: Set<string>): Set<string> {
  for (const node of nodes) {
    if (node.kind !== 'value' && node.kind !== 'section') continue
    const [name = ''] = node.name.split('.')
    if (name !== '') found.add(name)
    if (node.kind === 'section' && node.inverted) inputs(node.body, found)
  }
  return found
}

function spans(text: string): Span[] {
  const nodes = parsed(text)
  const known = nodes instanceof TemplateError ? undefined : inputs(nodes, new Set())
  return lexMustache(text).segments.flatMap((segment): Span[] => {
    if (segment.kind === 'text') return []
    const place = { start: segment.start, end: segment.end, text: text.slice(segment.start, segment.end) }
    if (segment.kind === 'comment') return [{ kind: 'comment', ...place }]
    const [name = ''] = segment.text.split('.')
    const prints = segment.kind === 'variable' || segment.kind === 'raw'
    if (prints && name !== '' && (known?.has(name) ?? true)) return [{ kind: 'variable', ...place, name }]
    return [{ kind: 'tag', ...place }]
  })
}

function named(found: readonly Span[]): string[] {
  return [...new Set(found.flatMap((span) => span.name ?? []))]
}
