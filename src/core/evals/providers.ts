// What stands under `providers` or `targets`, as models: promptfoo's spellings in ours. Programs and web addresses that
// play a model are said, never called.
import { isRecord, type Located } from './source.ts'
import type { Warnings } from './warnings.ts'

/** These would run code or call an address. */
const RUNS = /^(?:file|exec|python|javascript|golang|ruby|https?|wss?|package|huggingface|promptfoo)$/

/** `provider:name`, in order; promptfoo's `openai:chat:gpt-x` is `openai:gpt-x`. */
export function readProviders(whole: Located, warnings: Warnings): string[] {
  const top = isRecord(whole.value) ? whole.value : {}
  const key = top.providers === undefined ? 'targets' : 'providers'
  const value = top[key]
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  return list.flatMap((item, i) => {
    const id = isRecord(item) ? (item.id ?? Object.keys(item)[0]) : item
    if (id === 'echo') return ['echo:prompt']
    const model =
      typeof id === 'string' ? /^([a-z][\w-]*):(?:(?:chat|messages|completion|responses):)?(\S+)$/i.exec(id) : null
    if (model?.[1] !== undefined && !RUNS.test(model[1])) return [`${model[1]}:${model[2]}`]
    warnings.add(`The provider "${String(id)}" is not a model that can be called here.`, whole, [key, i])
    return []
  })
}
