import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RunEvent } from '../../../../src/core/events.ts'
import { runWords, waitingWords } from '../../../../src/features/batches/batchWords.ts'
import { type RunView, reduceRun } from '../../../../src/shared/viewModel.ts'

function run(step?: { done: number; total: number }): RunView {
  const events: RunEvent[] = [
    {
      type: 'started',
      runId: 1,
      kind: 'eval',
      at: 0,
      promptPath: 'prompts/reply.prompt.md',
      evalPath: 'promptfooconfig.yaml',
      models: ['openai:a'],
      notices: [],
      splits: { train: 0, select: 3000, test: 0 },
      limits: { searchCalls: 3000, testCalls: 0 },
      target: null,
      exploratory: false,
    },
    ...(step === undefined ? [] : [{ type: 'step' as const, text: 'waiting for batches at OpenAI', ...step }]),
  ]
  const view = events.reduce<RunView | undefined>(reduceRun, undefined)
  assert.ok(view !== undefined)
  return view
}

describe('runs that wait for batches', () => {
  it('are counted together in the status bar', () => {
    assert.equal(waitingWords([run()]), 'Batches: sending')
    const two = [run({ done: 1200, total: 3000 }), run({ done: 0, total: 500 })]
    assert.equal(waitingWords(two), 'Batches: 1,200 of 3,500 answers')
  })

  it('are told apart by prompt, model and provider', () => {
    assert.equal(runWords(run()), 'reply.prompt.md on openai:a: sending')
    assert.equal(
      runWords(run({ done: 5, total: 10 })),
      'reply.prompt.md on openai:a: waiting for batches at OpenAI, 5 of 10',
    )
  })
})
