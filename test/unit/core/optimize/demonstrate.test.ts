// Worked examples as the last stage of a sweep: adopted where they help, and never measured on the cases they show.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/core/evals/case.ts'
import { splitCases } from '../../../../src/core/evals/split.ts'
import { hashFraction } from '../../../../src/core/hash.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { fakeModel } from '../../../support/fakeModel.ts'
import { runSweep, type SimulatedSweep } from '../../../support/sweeps.ts'

const CASES = Array.from({ length: 180 }, (_, i): Case => {
  const answer = ['red', 'green', 'blue'][i % 3] ?? ''
  return {
    id: `case-${i}`,
    vars: { question: `number ${i} of the long list of things, ${answer}ish` },
    assertions: [{ type: 'equals', negated: false, value: answer, weight: 1 }],
    group: `case-${i}`,
    expected: answer,
    title: `case-${i}`,
    source: { file: 'cases.jsonl', line: i + 1 },
  }
})

/** Right about half of the time, and `helped` of the time with worked examples. No proposal is of use. */
function world(helped: number, noise = 'noise'): SimulatedSweep & { readonly prompts: readonly string[] } {
  const model = fakeModel('world:model', ({ messages, repeat }) => {
    const text = messages.map(({ content }) => content).join('\n')
    const right = text.slice(text.lastIndexOf('Question')).match(/(red|green|blue)ish/)?.[1] ?? ''
    return hashFraction(`${noise} ${text} ${repeat}`) < (text.includes('Worked examples:') ? helped : 0.5)
      ? right
      : 'none'
  })
  return {
    task: {
      prompt: parsePrompt('prompts/world.txt', 'Name the colour, in one word.\nQuestion: {{question}}\n'),
      evalFile: {
        path: 'promptfooconfig.yaml',
        description: '',
        promptPaths: ['prompts/world.txt'],
        models: ['world:model'],
        optimizer: 'world:proposer',
        judge: undefined,
        target: undefined,
        split: undefined,
        cases: CASES,
        warnings: [],
      },
    },
    model,
    proposer: fakeModel('world:proposer', () => 'I would rather not.'),
    get prompts() {
      return model.requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'))
    },
  }
}

const numberOf = (text: string) => /number (\d+) /.exec(text)?.[1]
const withExamples = (prompts: readonly string[]) =>
  prompts.flatMap((prompt) => {
    const block = /Worked examples:([\s\S]*)End of the worked examples\./.exec(prompt)?.[1]
    if (block === undefined) return []
    const shown = [...block.matchAll(/number (\d+) /g)].map((match) => match[1] ?? '')
    return [{ shown, asked: numberOf(prompt.slice(prompt.lastIndexOf('Question'))) ?? '' }]
  })

describe('worked examples in a sweep', () => {
  it('are adopted where they help, as one edit that the report names', async () => {
    const sweep = world(0.95)
    const { report } = await runSweep(sweep, { maxCalls: 600, seed: '1' })
    assert.deepEqual(
      report?.edits.map(({ kind, added }) => [kind, added[0], added.at(-1)]),
      [['example', 'Worked examples:', 'End of the worked examples.']],
    )
    assert.ok(
      report?.sentences.some((text) => /^The winner carries \d worked examples? from train cases\.$/.test(text)),
    )
    assert.ok((report?.sealed?.estimate ?? 0) > 0.2)
  })
  it('come from train cases alone, and are never asked about', async () => {
    const sweep = world(0.95)
    await runSweep(sweep, { maxCalls: 600, seed: '1' })
    const asked = withExamples(sweep.prompts)
    assert.ok(asked.length > 100)
    const train = new Set(splitCases(CASES, {}).train.map(({ vars }) => numberOf(String(vars.question)) ?? ''))
    for (const { shown, asked: about } of asked) {
      assert.ok(shown.length > 0 && shown.every((number) => train.has(number)))
      assert.ok(!shown.includes(about))
    }
  })
  it('are hardly ever adopted where they do nothing', async () => {
    const adopted = await Promise.all(
      Array.from({ length: 8 }, async (_, seed) => {
        const { report } = await runSweep(world(0.5, `noise ${seed}`), { maxCalls: 600, seed: String(seed) })
        return (report?.edits.length ?? 0) > 0
      }),
    )
    assert.ok(adopted.filter((is) => is).length <= 2)
  })
  it('are not tried where no calls are left for them', async () => {
    const sweep = world(0.95)
    const { report } = await runSweep(sweep, { maxCalls: 120, seed: '1' })
    assert.deepEqual(withExamples(sweep.prompts), [])
    assert.deepEqual(report?.edits, [])
  })
})
