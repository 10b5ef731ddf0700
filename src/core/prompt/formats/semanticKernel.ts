// Semantic Kernel's pair of skprompt.txt and config.json: the text is the prompt, the other file declares its inputs.

import { InputError } from '../../errors.ts'
import { isRecord } from '../../evals/source.ts'
import { jsonTree } from '../codecs/jsonTree.ts'
import type { InputDeclaration, PromptDiagnostic, PromptFormat } from '../document.ts'
import { afterBom } from '../frontMatter.ts'
import type { EngineId } from '../templates/engine.ts'
import { taggedMessages } from './messageTags.ts'
import { regionBetween } from './regions.ts'

const CONFIG = 'config.json'

export const semanticKernelFormat: PromptFormat = {
  id: 'semantic-kernel',
  label: 'Semantic Kernel',
  class: 'task',
  claims: (path) =>
    /(?:^|\/)skprompt\.txt$/i.test(path) ? { confidence: 1, reason: 'named skprompt.txt' } : undefined,
  siblings: () => [CONFIG],
  parse: (path, source, { sibling }) => {
    const start = afterBom(source)
    const tagged = taggedMessages(source, start, source.length)
    const { config, diagnostics } = configFrom(path, sibling?.(CONFIG))
    return [
      {
        engine: engineIn(config),
        messages: tagged?.messages ?? [regionBetween('user', source, start, source.length)],
        marks: tagged?.marks ?? [],
        bodyStart: start,
        inputs: inputsIn(config),
        diagnostics,
      },
    ]
  },
}

type Config = Readonly<Record<string, unknown>>

function configFrom(path: string, text: string | undefined): { config: Config; diagnostics: PromptDiagnostic[] } {
  if (text === undefined) return { config: {}, diagnostics: [] }
  try {
    const { value } = jsonTree(path.replace(/[^/]*$/, CONFIG), text)
    return { config: isRecord(value) ? value : {}, diagnostics: [] }
  } catch (error) {
    if (!InputError.is(error)) throw error
    return { config: {}, diagnostics: [{ message: `Inputs are not known: ${error.sentence}`, line: 1 }] }
  }
}

function engineIn({ template_format: format }: Config): EngineId {
  return format === 'handlebars' || format === 'liquid' ? format : 'semantic-kernel'
}

/** `input_variables`, or in older files `input.parameters`. */
function inputsIn({ input_variables: variables, input }: Config): InputDeclaration[] {
  const list = variables ?? (isRecord(input) ? input.parameters : undefined)
  return (Array.isArray(list) ? list : []).filter(isRecord).flatMap((one): InputDeclaration[] => {
    if (typeof one.name !== 'string') return []
    const fallback = one.default ?? one.defaultValue ?? one.default_value
    return [
      {
        name: one.name,
        required: one.is_required === true && fallback === undefined,
        ...(fallback === undefined || fallback === '' ? {} : { fallback }),
        ...(typeof one.description === 'string' ? { description: one.description } : {}),
      },
    ]
  })
}
