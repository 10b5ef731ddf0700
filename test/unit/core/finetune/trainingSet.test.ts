// Training rows carry the best prompt and the expected answer, and are told apart by what the prompt did before.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrainCase } from '../../../../src/core/evals/case.ts'
import { buildTrainingSet } from '../../../../src/core/finetune/trainingSet.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'

const PROMPT = parsePrompt('prompts/p.txt', 'Sort: {{mail}}\n')
const kase = (i: number, expected: string | undefined) =>
  ({
    id: `c${i}`,
    vars: { mail: `mail ${i}` },
    assertions: [],
    group: `g${i}`,
    expected,
    title: '',
    source: { file: 'c', line: i },
  }) as unknown as TrainCase

describe('training set', () => {
  const cases = Array.from({ length: 200 }, (_, i) => kase(i, i % 20 === 0 ? undefined : `label ${i % 3}`))
  const passed = new Map(cases.map((one, i) => [one.id, i < 100 ? i % 2 === 0 : undefined]))
  const set = buildTrainingSet(PROMPT, ['Best: {{mail}}'], cases, passed)

  it('has the best prompt with the input, and the expected answer last', () => {
    const first = set.train[0]?.messages ?? []
    assert.match(first[0]?.content ?? '', /^Best: mail \d+/)
    assert.match(first.at(-1)?.content ?? '', /^label \d$/)
    assert.equal(first.at(-1)?.role, 'assistant')
  })
  it('accounts for every case once', () => {
    const { corrected, replayed, untested, valid, leftOut } = set.rows
    assert.equal(corrected + replayed + untested + valid + leftOut, cases.length)
    assert.equal(leftOut, 10)
    assert.equal(set.train.length, corrected + replayed + untested)
    assert.equal(set.valid.length, valid)
    assert.ok(corrected > 0 && replayed > 0 && untested > 0)
  })
  it('keeps about one row in ten for validation, the same ones each time and in any order', () => {
    assert.ok(set.valid.length > 8 && set.valid.length < 35)
    const again = buildTrainingSet(PROMPT, ['Best: {{mail}}'], cases.toReversed(), passed)
    const texts = (rows: typeof set.valid) => rows.map((row) => row.messages[0]?.content).toSorted()
    assert.deepEqual(texts(again.valid), texts(set.valid))
  })
})
