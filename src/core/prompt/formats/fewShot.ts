// LangChain's few-shot prompts: prefix, examples in the form of `example_prompt`, and suffix, in one user message. The
// examples can be read and never written.
import { lineOfOffset } from '../../readText.ts'
import { jsonTree } from '../codecs/jsonTree.ts'
import { fixedCodec, yamlTree } from '../codecs/yamlTree.ts'
import type { MessageSource, ParseContext, ParsedPrompt } from '../document.ts'
import { type EngineId, TemplateError } from '../templates/engine.ts'
import { engineOf } from '../templates/engines.ts'
import { messageAt, nodeAt, type TreeNode } from '../tree.ts'

export function fewShotOf(
  source: string,
  root: TreeNode,
  engine: EngineId,
  context: ParseContext,
): Pick<ParsedPrompt, 'messages' | 'diagnostics'> {
  const list = nodeAt(root, 'examples')
  const texts = examplesOf(root, list, engine, context)
  const examples: MessageSource[] =
    list === undefined || texts === undefined || texts.length === 0
      ? []
      : [{ role: 'user', start: list.start, end: list.end, codec: fixedCodec(between(root, texts)) }]
  const found = [messageAt('user', nodeAt(root, 'prefix')), ...examples, messageAt('user', nodeAt(root, 'suffix'))]
  const inOrder = found.filter((one) => one !== undefined)
  return {
    messages: inOrder.map((one, i) => (i === 0 ? one : { ...one, continues: true })),
    diagnostics:
      list === undefined || texts !== undefined
        ? []
        : [{ message: 'The examples cannot be read here and are left out.', line: lineOfOffset(source, list.start) }],
  }
}

/** One line end stands between the parts of a message anyway. */
function between(root: TreeNode, texts: readonly string[]): string {
  const separator = String(nodeAt(root, 'example_separator')?.value ?? '\n\n')
  const outer = separator.replace(/^\n/, '')
  return `${nodeAt(root, 'prefix') === undefined ? '' : outer}${texts.join(separator)}${separator.replace(/\n$/, '')}`
}

/** Each example as text of the outer template; undefined where that cannot be told. */
function examplesOf(
  root: TreeNode,
  list: TreeNode | undefined,
  engine: EngineId,
  { sibling }: ParseContext,
): string[] | undefined {
  const template = nodeAt(root, 'example_prompt', 'template')?.value
  const file = typeof list?.value === 'string' ? list.value : undefined
  const items = file === undefined ? list?.value : readList(file, sibling?.(file))
  if (typeof template !== 'string' || !Array.isArray(items)) return undefined
  try {
    return items.map((item: unknown) => {
      const vars = item !== null && typeof item === 'object' ? { ...item } : {}
      const text = engineOf(engine)
        .render(template, vars)
        .map((piece) => piece.text)
        .join('')
      if (engine === 'f-string') return text.replace(/[{}]/g, '$&$&')
      if (engineOf(engine).spans(text).length > 0) throw new TemplateError({ message: 'A tag in a value.', offset: 0 })
      return text
    })
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}

function readList(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return (/\.json$/i.test(name) ? jsonTree(name, text) : yamlTree(name, text)).value
  } catch {
    return undefined
  }
}
