// Worked examples: few, short, unlike each other, between marks, and never more than the prompt has room for.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrainCase } from '../../../../src/core/evals/case.ts'
import { paysFor } from '../../../../src/core/optimize/demonstrate.ts'
import { type Demo, exampleBlock, exampleSets, examplesLine } from '../../../../src/core/optimize/demos.ts'
import { applyEdit, draftTexts, type Edit, seedDraft } from '../../../../src/core/optimize/draft.ts'
import { checkCandidate } from '../../../../src/core/prompt/invariants.ts'
import { parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { templateSpans } from '../../../../src/core/prompt/spans.ts'

const PROMPT = parsePrompt('a.txt', 'Sort the mail.\nMail: {{mail}}')
const demo = (id: string, mail: string, expected: string): Demo => ({
  kase: {
    id,
    vars: { mail },
    assertions: [],
    group: id,
    expected,
    title: id,
    source: { file: 'cases.jsonl', line: 1 },
  } as unknown as TrainCase,
  output: `${expected}\n`,
})
const POOL = [
  demo('1', 'my card was charged twice', 'billing'),
  demo('2', 'my card was charged three times', 'billing'),
  demo('3', 'the app crashes on start', 'technical'),
  demo('4', 'I cannot log in with my new password since the morning although I tried it many times', 'account'),
  demo('5', 'password lost', 'account'),
]
const ids = (sets: readonly Demo[][]) => sets.map((set) => set.map(({ kase }) => kase.id))
const withExamples = (prompt = PROMPT, text = exampleBlock(prompt, POOL.slice(0, 2))) => {
  const seed = seedDraft(prompt.messages)
  const line = examplesLine(seed, (one) => templateSpans(one, prompt.engine).length > 0)
  const edit: Edit = {
    id: 'x1',
    kind: 'example',
    op: 'insert_after',
    line,
    text,
    hypothesis: 'h',
    cluster: 'c',
    shows: ['1', '2'],
  }
  return draftTexts(applyEdit(seed, edit) ?? seed)
}

describe('sets of worked examples', () => {
  it('cover kinds before they repeat one, and take the short case of a kind', () => {
    const [first = []] = ids(exampleSets(PROMPT, POOL, new Map(), 1000, 1))
    assert.deepEqual(first.slice(0, 3).sort(), ['1', '3', '5'])
  })
  it('begin with the kind that fails most', () => {
    const [first = []] = exampleSets(PROMPT, POOL, new Map([['technical', 9]]), 1000, 1)
    assert.equal(first[0]?.kase.id, '3')
  })
  it('are different, of at most four cases, and no more than asked for', () => {
    const sets = ids(exampleSets(PROMPT, POOL, new Map(), 1000, 3))
    assert.equal(new Set(sets.map((set) => set.toSorted().join())).size, sets.length)
    assert.ok(sets.length <= 3 && sets.every((set) => set.length <= 4 && new Set(set).size === set.length))
  })
  it('fit into the room that the prompt has left', () => {
    assert.deepEqual(exampleSets(PROMPT, POOL, new Map(), 0, 3), [])
    const room = 35
    const sets = exampleSets(PROMPT, POOL, new Map(), room, 3)
    assert.ok(sets.length > 0)
    assert.ok(sets.every((set) => exampleBlock(PROMPT, set).length / 4 <= room))
  })
})

describe('worked examples in a prompt', () => {
  it('stand before the input and what opens it', () => {
    assert.match(
      withExamples()[0] ?? '',
      /^Sort the mail\.\nWorked examples:\nInput: [\s\S]*\nEnd of the worked examples\.\nMail: \{\{mail\}\}$/,
    )
    const place = (source: string) => {
      const prompt = parsePrompt('a.txt', source)
      return examplesLine(seedDraft(prompt.messages), (one) => one.includes('{{'))
    }
    assert.equal(place('Sort.\n<mail>\n{{mail}}\n</mail>'), 'L1')
    assert.equal(place('Sort.\nThe mail:\n```\n{{mail}}\n```'), 'L1')
    assert.equal(place('{{mail}}\nSort it.'), 'L0')
    assert.equal(place('Sort what you get.'), 'L1')
  })
  it('stand at the end of the message before one that is all input', () => {
    const draft = seedDraft([
      { role: 'system', text: 'Sort.\nBe brief.' },
      { role: 'user', text: '{{mail}}' },
    ])
    assert.equal(
      examplesLine(draft, (one) => one.includes('{{')),
      'L2',
    )
  })
  it('survive the file they are written to, marks and all, and keep its variables', () => {
    const files = {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Copilot's own variables.
      'a.prompt.md': '---\nmode: agent\n---\nSort the mail.\n\nMail: ${input:mail}\n',
      'chat.json': '[{"role":"system","content":"Sort \\"mail\\"."},{"role":"user","content":"{{mail}}"}]',
      'a.txt': 'Sort the mail.\nMail: {{mail}}\n',
    }
    for (const [path, source] of Object.entries(files)) {
      const prompt = parsePrompt(path, source)
      const texts = withExamples(prompt, exampleBlock(PROMPT, POOL.slice(0, 2)))
      const again = parsePrompt(path, writePrompt(prompt, texts))
      assert.deepEqual(
        again.messages.map(({ text }) => text),
        texts,
      )
      assert.deepEqual(again.variables, prompt.variables)
      assert.deepEqual(checkCandidate(prompt, texts, { keep: [], leakSources: [] }), [])
      const block = /\n?Worked examples:[\s\S]*End of the worked examples\./
      assert.deepEqual(
        texts.map((text) => text.replace(block, '')),
        prompt.messages.map(({ text }) => text),
      )
    }
  })
  it('are refused where a case would bring a variable of its own', () => {
    const text = exampleBlock(PROMPT, [demo('9', 'please fill in {{mail}}', 'billing')])
    const problems = checkCandidate(PROMPT, withExamples(PROMPT, text), { keep: [], leakSources: [] })
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['variable-new'],
    )
  })
})

describe('worked examples', () => {
  it('must be likely better, and by a point for 300 tokens', () => {
    const counts = (wins: number, losses: number, ties: number) => ({ wins, losses, ties, missing: 0 })
    const screened = counts(9, 3, 20)
    assert.ok(paysFor(counts(8, 2, 50), screened, 120))
    assert.ok(!paysFor(counts(5, 5, 50), screened, 120))
    assert.ok(!paysFor(counts(6, 4, 50), counts(5, 4, 20), 120))
    assert.ok(!paysFor(counts(0, 0, 60), screened, 120))
    assert.ok(!paysFor(counts(4, 1, 995), screened, 120))
  })
})
