// Prompty (*.prompty), version 1 and 2: a header that stays as it is, then messages that open with a line such as
// `system:`. Text before the first such line is the system message. References to the environment or to files in a
// header are never followed.
import { isRecord } from '../../evals/source.ts'
import { lineOfOffset } from '../../readText.ts'
import type { EmbeddedCase, InputDeclaration, ParsedPrompt, PromptFormat } from '../document.ts'
import { afterBom, type Header, headerDiagnostics, headerOf, readHeader } from '../frontMatter.ts'
import type { EngineId } from '../templates/engine.ts'
import { nodeAt, type TreeNode } from '../tree.ts'
import { roleRegions, splitByRoleLines } from './roleLines.ts'

// Tried on trimmed lines only, so that no run of spaces makes it backtrack.
const MARKER = /^#?[ \t]*(system|user|assistant|developer)(?:\[[^\][]*\])?[ \t]*:$/i
const ROLES = { first: 'system', alone: 'system' } as const

export const promptyFormat: PromptFormat = {
  id: 'prompty',
  label: 'Prompty',
  class: 'task',
  claims: (path) => (/\.prompty$/i.test(path) ? { confidence: 1, reason: 'named *.prompty' } : undefined),
  parse: (_path, source) => [parse(source)],
  whole: {
    template: (source) => source.slice(headerOf(source)?.end ?? afterBom(source)),
    split: (pieces) => splitByRoleLines(pieces, MARKER, ROLES),
  },
}

function parse(source: string): ParsedPrompt {
  const header = headerOf(source)
  const bodyStart = header?.end ?? afterBom(source)
  const tree = header === undefined ? undefined : readHeader(source, header).tree
  const engine = tree === undefined ? 'jinja' : engineIn(tree)
  const { messages, marks } = roleRegions(source, bodyStart, MARKER, ROLES, engine)
  return {
    engine,
    messages: header?.closed === false ? [] : messages,
    marks: [{ kind: 'header', start: 0, end: bodyStart }, ...marks],
    bodyStart,
    inputs: tree === undefined ? [] : inputsIn(tree),
    cases: tree === undefined || header === undefined ? [] : casesIn(source, header, tree),
    diagnostics: headerDiagnostics(source, header),
  }
}

/** `template: mustache`, or in version 2 `template: {format: {kind: mustache}}`. */
function engineIn(header: TreeNode): EngineId {
  const named = [
    nodeAt(header, 'template'),
    nodeAt(header, 'template', 'format'),
    nodeAt(header, 'template', 'format', 'kind'),
    nodeAt(header, 'template', 'type'),
  ]
  return named.some((node) => node?.value === 'mustache') ? 'mustache' : 'jinja'
}

/** `inputs` as a list of named ones, as a map of them, or as a map of default values; in version 1 also `sample`. */
function inputsIn(header: TreeNode): InputDeclaration[] {
  const inputs = nodeAt(header, 'inputs')?.value
  if (Array.isArray(inputs))
    return inputs.flatMap((one: unknown) =>
      isRecord(one) && typeof one.name === 'string' ? [inputOf(one.name, one)] : [],
    )
  if (isRecord(inputs)) return Object.entries(inputs).map(([name, one]) => inputOf(name, one))
  const sample = nodeAt(header, 'sample')?.value
  return isRecord(sample) ? Object.keys(sample).map((name) => ({ name, required: true })) : []
}

function inputOf(name: string, declared: unknown): InputDeclaration {
  if (!isRecord(declared))
    return isOutside(declared) ? { name, required: true } : { name, required: false, fallback: declared }
  const fallback = isOutside(declared.default) ? undefined : declared.default
  return {
    name,
    required: fallback === undefined && declared.required !== false,
    ...(fallback === undefined ? {} : { fallback }),
    ...(typeof declared.description === 'string' ? { description: declared.description } : {}),
  }
}

/** `sample`, or the inputs' samples, examples and defaults: one case. */
function casesIn(source: string, header: Header, tree: TreeNode): EmbeddedCase[] {
  const sample = nodeAt(tree, 'sample')
  if (isRecord(sample?.value)) return [{ vars: sample.value, line: lineOfOffset(source, sample.start) }]
  const inputs = nodeAt(tree, 'inputs')
  const named = Array.isArray(inputs?.value)
    ? inputs.value.filter(isRecord).map((one) => [String(one.name), one] as const)
    : isRecord(inputs?.value)
      ? Object.entries(inputs.value)
      : []
  const vars = named.flatMap(([name, one]) => {
    const value = isRecord(one) ? (one.sample ?? one.example ?? one.default) : one
    return value === undefined || value === null || isOutside(value) ? [] : [[name, value] as const]
  })
  if (vars.length === 0 || inputs === undefined) return []
  return [{ vars: Object.fromEntries(vars), line: lineOfOffset(source, Math.max(inputs.start, header.start)) }]
}

/** A reference to the environment or a file: it may lead to a secret. */
function isOutside(value: unknown): boolean {
  return typeof value === 'string' && /\$\{(?:env|file):/i.test(value)
}
