// Datasets of any columns: what is guessed of them and why, the eval file that stores it, and the cases that result.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../../src/core/errors.ts'
import { readColumnMap } from '../../../../../src/core/evals/columns/mapping.ts'
import { evalFileFor, planMapping } from '../../../../../src/core/evals/columns/planMapping.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const PROMPT = { variables: ['text'], taskVariable: undefined }
const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => row(i)).join('\n')

async function guessed(dataset: string, text: string, variables = ['text'], map = '') {
  const plan = await planMapping(
    memoryFiles({ [dataset]: text }),
    { ...PROMPT, variables },
    dataset,
    map === '' ? {} : readColumnMap(map),
  )
  return { ...plan, pairs: plan.guesses.map(({ name, column }) => `${name}=${column}`).toSorted() }
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: unknown) => (InputError.is(error) ? error.sentence : String(error)),
  )
}

describe('the columns of a dataset', () => {
  it('are told by their names, each with its reason', async () => {
    const { guesses } = await guessed('d.csv', 'ID,Question,Answer\n1,a,b\n2,c,d\n')
    assert.deepEqual(guesses, [
      { name: 'expected', column: 'Answer', reason: 'a usual name for the right answer' },
      { name: 'id', column: 'ID', reason: 'a different value in each of the 2 rows' },
      { name: 'text', column: 'Question', reason: 'a usual name for an input' },
    ])
  })

  it('are told by their values where no name says it', async () => {
    const table = `a\tb\n${rows(9, (i) => `a longer text number ${i}\t${i % 2 === 0 ? 'x' : 'y'}`)}\n`
    const { guesses, open } = await guessed('d.tsv', table)
    assert.deepEqual(
      guesses.map(({ name, column, reason }) => `${name}=${column}: ${reason}`),
      ['text=a: the longest texts, 22 characters on average', 'expected=b: 2 different values in 9 rows'],
    )
    assert.deepEqual(open, [])
  })

  it('leave open what nothing speaks for, and say what is not used', async () => {
    const { pairs, open, remarks } = await guessed('d.jsonl', '{"u":"1","v":"2","split":"dev"}\n', ['left', 'right'])
    assert.deepEqual([pairs, open], [[], ['left', 'right']])
    assert.deepEqual(remarks, ['"split" looks like a split; Tunesmith deals its own, by a hash.', 'Not used: u, v.'])
  })

  it('are what the user says they are', async () => {
    const text = '{"question":"a","answer":"b","other":{"deep":"c"}}\n'
    assert.deepEqual((await guessed('d.jsonl', text, ['text'], 'text=other.deep')).pairs, [
      'expected=answer',
      'text=other.deep',
    ])
    assert.match(
      await refusal(guessed('d.jsonl', text, ['text'], 'text=questoin')),
      /no column "questoin"; did you mean "question"\?/,
    )
    assert.deepEqual(readColumnMap('a=b, c d=e,f,g=h'), { a: 'b', 'c d': 'e,f', g: 'h' })
    for (const wrong of ['a', '=b', 'a=']) assert.throws(() => readColumnMap(wrong), InputError)
  })
})

describe('a mapped dataset', () => {
  const order = async (files: Record<string, string>, dataset: string, map = '') => {
    const { guesses, ...plan } = await guessed(dataset, files[dataset] ?? '', ['text'], map)
    const evalFile = evalFileFor({ ...plan, guesses }, 'p/a.txt', guesses, 'sandbox:small')
    return { evalFile, task: loadTask(memoryFiles({ ...files, [evalFile.path]: evalFile.text }), 'p/a.txt') }
  }
  const prompt = { 'p/a.txt': 'Say {{text}}' }

  it('gives the cases of its rows, whose texts are taken as they stand, with their lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('csv', 'tsv', 'jsonl'),
        async (texts, kind) => {
          const given = ['file://x', '{{y}}', '{% z %}', ...texts.map((text) => `t${text.replaceAll('\0', '')}`)]
          const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
          const line = (text: string, i: number) =>
            kind === 'jsonl'
              ? JSON.stringify({ question: text, answer: `a${i}` })
              : [cell(text), cell(`a${i}`)].join(kind === 'csv' ? ',' : '\t')
          const head = kind === 'jsonl' ? [] : [['question', 'answer'].join(kind === 'csv' ? ',' : '\t')]
          const text = [...head, ...given.map(line)].join('\n')
          const { evalFile } = await (await order({ ...prompt, [`d.${kind}`]: text }, `d.${kind}`)).task
          assert.deepEqual(
            evalFile.cases.map(({ vars, expected }) => [vars.text, expected]),
            given.map((one, i) => [one, `a${i}`]),
          )
          assert.equal(evalFile.cases[1]?.source.line, kind === 'jsonl' ? 2 : 3)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is compared as its answers allow: labels, short texts, or facts by a judge', async () => {
    const text = (answer: (i: number) => string) =>
      rows(8, (i) => JSON.stringify({ text: `text ${i}`, answer: answer(i) }))
    const labels = await order({ ...prompt, 'd.jsonl': text((i) => `L${i % 2}`) }, 'd.jsonl')
    assert.match(labels.evalFile.text, /type: equals[\s\S]*labels:\n {6}- "L0"\n {6}- "L1"/)
    const short = await order({ ...prompt, 'd.jsonl': text((i) => `name ${i}`) }, 'd.jsonl')
    assert.doesNotMatch(short.evalFile.text, /labels|judge/)
    const free = await order(
      { ...prompt, 'd.jsonl': text((i) => `${i} is a long answer of several words, and more`) },
      'd.jsonl',
    )
    assert.match(free.evalFile.text, /type: factuality[\s\S]*judge: "sandbox:small"/)
    assert.equal((await free.task).evalFile.cases[0]?.assertions[0]?.type, 'factuality')
  })

  it('takes promptfoo tests among its rows, and refuses a row without its column', async () => {
    const good = '{"question":"a","answer":"b"}\n{"vars":{"text":"c","expected":"d"}}\n'
    const { evalFile } = await (await order({ ...prompt, 'd.jsonl': good }, 'd.jsonl')).task
    assert.deepEqual(
      evalFile.cases.map(({ vars }) => vars.text),
      ['a', 'c'],
    )
    const { task } = await order(
      { ...prompt, 'd.jsonl': '{"question":"a","answer":"b"}\n{"qestion":"a"}\n' },
      'd.jsonl',
    )
    assert.match(await refusal(task), /^d\.jsonl:2: The row has no "question", which .*did you mean "qestion"/)
  })

  it('is refused where nothing says what is expected, or a variable has no column', async () => {
    assert.match(await refusal(order({ ...prompt, 'd.csv': 'text\na\n' }, 'd.csv')), /--map expected=COLUMN/)
    assert.match(await refusal(order({ ...prompt, 'd.csv': 'answer\na\n' }, 'd.csv')), /--map text=COLUMN/)
    assert.match(
      await refusal(order({ ...prompt, 'd.csv': 'a,a\n1,2\n' }, 'd.csv')),
      /d\.csv:1: The column "a" stands twice/,
    )
  })
})
