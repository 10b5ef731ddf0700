import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/core/evals/case.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import type { Task } from '../../../../src/core/task.ts'
import { estimateRun } from '../../../../src/features/evaluation/estimate.ts'

const prices = { 'openai:a': { input: 1, output: 1 }, 'openai:b': { input: 3, output: 3 } }

function taskOf(n: number): Task {
  const cases = Array.from({ length: n }, (_, at): Case => {
    const id = `c${at}`
    return {
      id,
      vars: { x: 'abc' },
      assertions: [],
      group: id,
      expected: 'a',
      title: id,
      source: { file: 'c', line: at },
    }
  })
  const evalFile = {
    path: 'e.yaml',
    description: '',
    promptPaths: ['p.txt'],
    models: ['openai:a'],
    cases,
    warnings: [],
  }
  const rest = { optimizer: undefined, judge: undefined, target: undefined, split: undefined }
  const prompt = parsePrompt('p.txt', 'Say {{x}}')
  return { prompt, evalFile: { ...evalFile, ...rest } }
}

describe('estimateRun', () => {
  it('counts every case on every model for an eval', () => {
    const one = estimateRun(taskOf(100), 'eval', ['openai:a'], 'standard', prices)
    const two = estimateRun(taskOf(100), 'eval', ['openai:a', 'openai:b'], 'standard', prices)
    assert.deepEqual([one.calls, two.calls], [100, 200])
    assert.ok(Math.abs((two.usd ?? 0) - 4 * (one.usd ?? 0)) < 1e-12)
  })

  it('grows with the preset for a sweep, priced by the dearest model', () => {
    const usd = (preset: 'quick' | 'standard' | 'deep', models: string[]) =>
      estimateRun(taskOf(100), 'sweep', models, preset, prices).usd ?? 0
    assert.ok(usd('quick', ['openai:a']) < usd('standard', ['openai:a']))
    assert.ok(usd('standard', ['openai:a']) < usd('deep', ['openai:a']))
    assert.ok(usd('quick', ['openai:a', 'openai:b']) > usd('quick', ['openai:a']))
  })

  it('says nothing of the money where one price is unknown', () => {
    assert.equal(estimateRun(taskOf(10), 'eval', ['openai:a', 'lab:x'], 'quick', prices).usd, undefined)
  })
})
