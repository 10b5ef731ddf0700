import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { importTraces } from '../../../../src/core/traces/importTraces.ts'
import { traceSentences } from '../../../../src/core/traces/sentences.ts'

const versions = [{ document: parsePrompt('sort.prompt.md', 'Sort {{text}} for {{who}}') }]

async function* inChunks(text: string) {
  for (let i = 0; i < text.length; i += 64) yield text.slice(i, i + 64)
}

/** Ends in suggestions or in a sentence. */
async function survives(name: string, text: string): Promise<void> {
  try {
    const found = await importTraces({ logs: [{ name, chunks: inChunks(text) }], versions, room: 5, seed: '1' })
    for (const sentence of traceSentences(found)) assert.doesNotMatch(sentence, /undefined|NaN|\[object/)
  } catch (error) {
    assert.ok(error instanceof InputError, String(error))
  }
}

/** Keys that readers look for, with values of any shape below them. */
const KEYS =
  'messages input output inputs outputs resourceSpans scopeSpans spans attributes key value stringValue spanId events name body ' +
  'resourceLogs logRecords id type GENERATION run_type run_id custom_id response result params choices message content role ' +
  'promptIdx vars testCase assert scores score feedback error lc kwargs data object text who dataType observations'
const key = fc.constantFrom(...KEYS.split(' '))
const { log } = fc.letrec((tie) => ({
  leaf: fc.oneof(key, fc.string({ maxLength: 6 }), fc.integer(), fc.boolean(), fc.constant(null)),
  log: fc.oneof(
    { maxDepth: 5 },
    tie('leaf'),
    fc.array(tie('log'), { maxLength: 3 }),
    fc.dictionary(key, tie('log'), { maxKeys: 5 }),
  ),
}))

describe('a hostile log', () => {
  it('of any JSON ends in suggestions or in a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(log, { maxLength: 4 }), async (values) => {
        await survives('a.jsonl', values.map((value) => JSON.stringify(value)).join('\n'))
        await survives('a.json', JSON.stringify(values, null, 1))
      }),
      { numRuns: 60, seed: 9 },
    )
  })

  it('of any text, and cut off anywhere, does too', async () => {
    const whole =
      '{"data": [{"text": "a\\"b", "who": "c", "output": "d"}, {"messages": [{"role": "user", "content": "Sort x for y"}]}]}'
    for (let end = 0; end <= whole.length; end += 3) await survives('a.json', whole.slice(0, end))
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 60 }),
        fc.constantFrom('a.csv', 'a.json', 'a.jsonl', 'a.log'),
        (text, name) => survives(name, text),
      ),
      { numRuns: 150, seed: 10 },
    )
  })
})
