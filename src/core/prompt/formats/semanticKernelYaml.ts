// Semantic Kernel prompts in YAML: the text under `template` is one user message, or as many as its message tags open.
import { InputError } from '../../errors.ts'
import { lineFinder } from '../../readText.ts'
import { yamlTree } from '../codecs/yamlTree.ts'
import type { InputDeclaration, ParsedPrompt, PromptDiagnostic, PromptFormat } from '../document.ts'
import type { EngineId } from '../templates/engine.ts'
import { messageAt, nodeAt, type TreeNode } from '../tree.ts'
import { type TaggedMessages, taggedMessages } from './messageTags.ts'

const ENGINES: Readonly<Record<string, EngineId>> = {
  'semantic-kernel': 'semantic-kernel',
  handlebars: 'handlebars',
  liquid: 'liquid',
  jinja2: 'jinja',
}

const TEMPLATE = /^\uFEFF?template:(?:[ \t]|$)/m
/** Its own formats, or inputs of which more is said than their names. */
const LANGUAGE =
  /^\uFEFF?(?:template_format:[ \t]*["']?(?:semantic-kernel|handlebars|liquid)\b|execution_settings:|input_variables:\s+-\s+(?:name|description|default|is_required):)/m

export const semanticKernelYamlFormat: PromptFormat = {
  id: 'semantic-kernel-yaml',
  label: 'Semantic Kernel',
  class: 'task',
  claims: (path) => (/\.ya?ml$/i.test(path) ? { confidence: 0.1, reason: 'YAML' } : undefined),
  sniff: (_path, head) =>
    TEMPLATE.test(head) && LANGUAGE.test(head)
      ? { confidence: 1, reason: 'a template with its format or inputs, as in Semantic Kernel' }
      : undefined,
  parse: (path, source) => {
    const root = yamlTree(path, source)
    const template = nodeAt(root, 'template')
    const whole = messageAt('user', template)
    if (template === undefined || whole === undefined)
      throw new InputError('The file has no text under "template".', 'Write "template: |" and the prompt.', {
        file: path,
      })
    const format = nodeAt(root, 'template_format')?.value ?? 'semantic-kernel'
    const lineOf = lineFinder(source)
    const tagged = taggedMessages(source, template.start, template.end)
    const isBlock = source[template.start] === '|'
    const diagnostics = tagged === undefined ? [] : remarks(tagged, isBlock, lineOf, template.start)
    const parsed: ParsedPrompt = {
      engine: ENGINES[String(format)] ?? 'semantic-kernel',
      messages: [whole],
      inputs: inputsOf(nodeAt(root, 'input_variables')),
      diagnostics,
    }
    return [tagged === undefined || !isBlock ? parsed : { ...parsed, messages: tagged.messages, marks: tagged.marks }]
  },
}

function remarks(
  { dynamic }: TaggedMessages,
  isBlock: boolean,
  lineOf: (offset: number) => number,
  start: number,
): PromptDiagnostic[] {
  if (!isBlock) return [{ message: 'Messages are told apart only in a template that "|" opens.', line: lineOf(start) }]
  const message = 'A message whose role shows only when it is rendered is left out here.'
  return dynamic.map((offset) => ({ message, line: lineOf(offset) }))
}

function inputsOf(list: TreeNode | undefined): InputDeclaration[] {
  return (list?.items ?? []).flatMap((item): InputDeclaration[] => {
    const [name, description, fallback, required] = ['name', 'description', 'default', 'is_required'].map(
      (key) => nodeAt(item, key)?.value,
    )
    if (typeof name !== 'string') return []
    return [
      {
        name,
        required: required === true,
        ...(fallback === undefined ? {} : { fallback }),
        ...(typeof description === 'string' ? { description } : {}),
      },
    ]
  })
}
