import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GRADED_TYPES } from '../../../../../src/core/evals/graders/registry.ts'
import { NOT_EVALUATED } from '../../../../../src/core/evals/notEvaluated.ts'
import { ASSERTION_TYPES } from '../../../../../src/core/evals/schema/assertionTable.ts'
import { complete } from '../../../../../src/core/evals/schema/complete.ts'
import { explain } from '../../../../../src/core/evals/schema/explain.ts'
import { referencesIn } from '../../../../../src/core/evals/schema/links.ts'
import { markOf, problemsOf } from '../../../../../src/core/evals/schema/problems.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const AROUND = {
  variables: ['message', 'tone'],
  models: ['openai:gpt-6-luna', 'sandbox:small'],
  list: async (path: string) => (path === 'data/' ? ['cases.jsonl', 'old/'] : ['data/', 'a.txt']),
}

/** Proposals at the bar in `source`, and what the word becomes with the first of them. */
async function proposed(source: string) {
  const offset = source.indexOf('|')
  const text = source.replace('|', '')
  const found = await complete(text, offset, AROUND)
  const labels = found?.items.map(({ label }) => label) ?? []
  const with_ = (label: string) => {
    const item = found?.items.find((one) => one.label === label)
    return found === undefined || item === undefined
      ? undefined
      : `${text.slice(0, found.start)}${item.insert}${text.slice(found.end)}`
  }
  return { labels, with: with_ }
}

describe('completion in an eval file', () => {
  it('proposes the keys that the record does not have yet, also where the file is broken', async () => {
    const top = await proposed('prompts: [a.txt]\nte|\nproviders: [x\n')
    assert.ok(top.labels.includes('tests') && !top.labels.includes('prompts'), top.labels.join())
    assert.equal(top.with('tests'), 'prompts: [a.txt]\ntests: \nproviders: [x\n')
    const test = await proposed('tests:\n  - vars: {a: 1}\n    as|\n')
    assert.ok(test.labels.includes('assert') && !test.labels.includes('vars'))
  })

  it('proposes keys in a record that is empty, in a list and after a dash', async () => {
    assert.ok((await proposed('defaultTest:\n  |\n')).labels.includes('assert'))
    assert.ok((await proposed('tests:\n  - |\n')).labels.includes('vars'))
    assert.ok((await proposed('metadata:\n  tunesmith:\n    |\n')).labels.includes('judge'))
  })

  it('proposes assertion types, turned round after not-, and replaces the whole word', async () => {
    const plain = await proposed('tests:\n  - assert:\n      - type: eq|als\n')
    assert.equal(plain.with('equals'), 'tests:\n  - assert:\n      - type: equals\n')
    const flow = await proposed('defaultTest: {assert: [{type: not-co|, value: x}]}\n')
    assert.equal(flow.with('not-contains'), 'defaultTest: {assert: [{type: not-contains, value: x}]}\n')
  })

  it('proposes in JSON too, with no colon of its own', async () => {
    const json = await proposed('{"tests": [{"assert": [{"type": "is-|"}]}]')
    assert.equal(json.with('is-json'), '{"tests": [{"assert": [{"type": "is-json"}]}]')
    assert.equal((await proposed('{"te|": []}')).with('tests'), '{"tests": []}')
  })

  it('proposes the variables of prompts and cases in braces, and of prompts under vars', async () => {
    const inBraces = await proposed('tests:\n  - vars: {label: x}\n    assert: [{type: equals, value: "{{m|"}]\n')
    assert.deepEqual(inBraces.labels, ['message', 'tone', 'label'])
    assert.deepEqual((await proposed('tests:\n  - vars:\n      message: hi\n      t|\n')).labels, ['tone'])
  })

  it('proposes models and fixed words', async () => {
    const models = await proposed('metadata:\n  tunesmith:\n    models:\n      - openai:|\n')
    assert.deepEqual(models.labels, AROUND.models)
    assert.deepEqual((await proposed('providers:\n  - sand|\n')).labels.slice(0, 2), AROUND.models)
    assert.deepEqual((await proposed('metadata: {tunesmith: {objective: w|}}\n')).labels, ['mean', 'worst', 'first'])
  })

  it('proposes files after file://, folder by folder', async () => {
    const files = await proposed('tests: file://data/c|\n')
    assert.equal(files.with('cases.jsonl'), 'tests: file://data/cases.jsonl\n')
    assert.deepEqual((await proposed('prompts:\n  - file://|\n')).labels, ['data/', 'a.txt'])
  })
})

describe('an explanation in an eval file', () => {
  const at = (source: string) => explain(source.replace('|', ''), source.indexOf('|'))?.text ?? ''

  it('says what a type checks, its value, its threshold and whether it is evaluated here', () => {
    assert.match(at('tests:\n  - assert: [{type: con|tains-all, value: a}]'), /every one.*list of texts.*Evaluated/s)
    assert.match(at('defaultTest: {assert: [{type: classi|fier, value: a}]}'), /1.*Not evaluated/s)
    assert.match(at('defaultTest: {assert: [{type: not-fact|uality, value: a}]}'), /Turned round.*ignores `not-`/s)
  })

  it('says what a key is for, and nothing about values of the user', () => {
    assert.match(at('tests:\n  - thres|hold: 0.5'), /weighted mean/)
    assert.equal(at('description: thres|hold'), '')
  })

  it('covers every assertion type that is known', () => {
    const known = [...GRADED_TYPES, ...NOT_EVALUATED.keys()]
    assert.deepEqual(
      known.filter((type) => !(type in ASSERTION_TYPES)),
      [],
    )
  })
})

describe('problems of an eval file', () => {
  const path = 'evals/a.eval.yaml'
  const marked = async (text: string) => {
    const problems = await problemsOf(memoryFiles({ [path]: text }), path)
    return problems.map((problem) => {
      const { start, end, meant } = markOf(text, problem)
      return [problem.severity, text.slice(start, end), meant]
    })
  }
  const CASE = 'tests: [{vars: {a: b}, assert: [{type: equals, value: b}]}]\n'

  it('mark the mistyped word and know what was meant', async () => {
    assert.deepEqual(await marked(`discription: d\n${CASE}`), [['warning', 'discription', 'description']])
    assert.deepEqual(
      await marked(
        'tests:\n  - vars: {a: equls}\n    assert:\n      - {type: equals, value: b}\n      - value: b\n        type: equls\n',
      ),
      [['warning', 'equls', 'equals']],
    )
  })

  it('mark each place of a mistake that is made often', async () => {
    const one = '{vars: {a: N}, asert: [], assert: [{type: equals, value: b}]}'
    const text = `tests:\n  - ${one.replace('N', '1')}\n  - ${one.replace('N', '2')}\n`
    const problems = await problemsOf(memoryFiles({ [path]: text }), path)
    assert.deepEqual(
      problems.map(({ line }) => line),
      [2, 3],
    )
  })

  it('are the error that keeps the file from being run, with what was seen before', async () => {
    assert.deepEqual(await marked('testz: 1\n'), [
      ['error', 'testz: 1', undefined],
      ['warning', 'testz', 'tests'],
    ])
    const [broken] = await marked('prompts: [a\ntests: {\n')
    assert.equal(broken?.[0], 'error')
  })
})

describe('references of an eval file', () => {
  it('are found with their place, and a fragment or a function is not part of the file', () => {
    const text =
      'prompts: [file://a.txt]\ntests: "file://data/c.csv"\ndefaultTest: {assert: [{type: python, value: file://g.py:check}]}\n'
    assert.deepEqual(
      referencesIn('evals/a.eval.yaml', text).map(({ start, end, file }) => [text.slice(start, end), file]),
      [
        ['file://a.txt', 'evals/a.txt'],
        ['file://data/c.csv', 'evals/data/c.csv'],
        ['file://g.py:check', 'evals/g.py'],
      ],
    )
  })

  it('are none where they leave the folder or name many files', () => {
    assert.deepEqual(referencesIn('a.eval.yaml', 'tests: [file://../x.csv, file://*.csv]\n'), [])
  })
})
