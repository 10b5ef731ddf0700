// The gate on a model whose answers are known: which edits it lets through, and what it asks for that.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Case } from '../../../../src/core/evals/case.ts'
import { groupsOf } from '../../../../src/core/optimize/alternatives.ts'
import { Candidates } from '../../../../src/core/optimize/candidates.ts'
import type { Edit } from '../../../../src/core/optimize/draft.ts'
import { type GateSetup, gate, gateDeletion } from '../../../../src/core/optimize/gate.ts'
import { reworded } from '../../../../src/core/optimize/reword.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'
import { fakeModel } from '../../../support/fakeModel.ts'
import { runContext } from '../../../support/runContext.ts'
import { createWorld } from '../../../support/world.ts'

const SEED = 'Answer yes or no.\nBe brief.\nCase: {{question}}\n'

function caseOf(id: string): Case {
  const assertions = [{ type: 'equals', negated: false, value: 'yes', weight: 1 }]
  const source = { file: 'cases.jsonl', line: 1 }
  return { id, vars: { question: id }, assertions, group: id, expected: 'yes', title: id, source }
}

function insertion(id: string, text: string): Edit {
  return { id, op: 'insert_after', line: 'L2', text, hypothesis: text, kind: 'instruction', cluster: 'k' }
}

/** `right` answers for a prompt and a case; guards are p1 to p6. */
function setupFor(right: (prompt: string, id: string) => boolean, more: Partial<GateSetup> = {}) {
  const { task } = createWorld({ seed: 'g', cases: 12, rules: 2, known: 0, helpful: true })
  const context = runContext({ ...task, prompt: parsePrompt('prompts/gate.txt', SEED) }, 500)
  const candidates = new Candidates(context)
  const model = fakeModel('world:model', ({ messages }) => {
    const [prompt = '', id = ''] = messages
      .map(({ content }) => content)
      .join('\n')
      .split('Case: ')
    return right(prompt, id.trim()) ? 'yes' : 'no'
  })
  const setup: GateSetup = {
    context,
    modelFor: () => model,
    parentIn: (wording) => reworded(candidates, candidates.seed, wording),
    build: (edits) => candidates.create(candidates.seed, edits),
    quotes: () => false,
    guards: () => ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map(caseOf),
    fits: () => true,
    noisy: true,
    fewest: 1,
    ...more,
  }
  return { setup, model }
}

const failures = ['f1', 'f2', 'f3'].map(caseOf)
const passing = (id: string) => id.startsWith('p')

describe('the gate', () => {
  it('finds the one of several alternatives that mends, and takes it alone', async () => {
    const { setup } = setupFor((prompt, id) => passing(id) || (prompt.includes('Heed it.') && id === 'f2'))
    const edits = [insertion('e1', 'Think.'), insertion('e2', 'Heed it.'), insertion('e3', 'Breathe.')]
    const { verdicts, cells } = await gate(setup, edits, failures)
    assert.deepEqual(
      verdicts.map(({ accepted }) => accepted),
      [false, true, false],
    )
    assert.deepEqual(verdicts[1]?.fixedIds, ['f2'])
    assert.equal(verdicts[1]?.detail, 'mended 1 of 3 failures, broke 0 of 6 passes')
    assert.ok(cells.every((cell) => cell.grade?.pass))
  })

  it('leaves all alternatives after one look together where they mend nothing', async () => {
    const { setup, model } = setupFor((_, id) => passing(id))
    const edits = ['One.', 'Two.', 'Three.', 'Four.'].map((text, i) => insertion(`e${i}`, text))
    const { verdicts } = await gate(setup, edits, failures)
    assert.ok(verdicts.every(({ accepted }) => !accepted))
    assert.equal(model.requests.length, failures.length)
  })

  it('takes one edit for each failure, and leaves those that mend nothing more', async () => {
    const mends = { 'Wide.': ['f1', 'f2'], 'Narrow.': ['f1'], 'Other.': ['f3'] }
    const { setup } = setupFor(
      (prompt, id) =>
        passing(id) || Object.entries(mends).some(([text, ids]) => prompt.includes(text) && ids.includes(id)),
    )
    const edits = Object.keys(mends).map((text) => insertion(text, text))
    const { verdicts } = await gate(setup, edits, failures)
    assert.deepEqual(
      verdicts.map(({ accepted }) => accepted),
      [true, false, true],
    )
    assert.match(verdicts[1]?.detail ?? '', /none of 3 failures that no other edit mended/)
  })

  it('does not credit what any other wording of the prompt mends as well', async () => {
    // The failure hangs on the very words of the prompt: every change of it, material or not, lets it pass.
    const plain = SEED.split('Case: ')[0] ?? ''
    const { setup } = setupFor((prompt, id) => passing(id) || (id === 'f1' && prompt !== plain))
    const { verdicts, chance } = await gate(setup, [insertion('e1', 'Breathe.')], failures)
    assert.equal(verdicts[0]?.accepted, false)
    assert.deepEqual(
      chance.map(({ id }) => id),
      ['f1'],
    )
  })

  it('refuses the edit that breaks passes and keeps the one beside it', async () => {
    const { setup } = setupFor((prompt, id) => {
      if (passing(id)) return !prompt.includes('Bad.') || id > 'p2'
      return (prompt.includes('Bad.') && id === 'f1') || (prompt.includes('Good.') && id === 'f2')
    })
    const { verdicts } = await gate(setup, [insertion('e1', 'Bad.'), insertion('e2', 'Good.')], failures)
    assert.deepEqual(
      verdicts.map(({ accepted }) => accepted),
      [false, true],
    )
  })

  it('proves nothing by the case that an edit quotes', async () => {
    const { setup, model } = setupFor((prompt, id) => passing(id) || prompt.includes(`Case ${id}`), {
      quotes: (edit, kase) => edit.text.includes(kase.id),
    })
    const { verdicts } = await gate(setup, [insertion('e1', 'Case f1 is yes.')], [caseOf('f1')])
    assert.equal(verdicts[0]?.accepted, false)
    assert.match(verdicts[0]?.detail ?? '', /^quotes every case/)
    assert.equal(model.requests.length, 0)
  })

  it('asks for two mended failures where one is not enough for a longer prompt', async () => {
    const mend = (prompt: string, id: string) => passing(id) || (prompt.includes('Heed it.') && id === 'f2')
    const { setup } = setupFor(mend, { fewest: 2 })
    const { verdicts } = await gate(setup, [insertion('e1', 'Heed it.')], failures)
    assert.equal(verdicts[0]?.accepted, false)
  })
})

describe('alternatives for one line', () => {
  const replacing = (id: string, text: string): Edit => ({ ...insertion(id, text), op: 'replace' })

  it('are tested one after the other, and only one of them is taken', async () => {
    const { setup } = setupFor((prompt, id) => passing(id) || (prompt.includes('Good.') && id !== 'f3'))
    const edits = [replacing('e1', 'Idle.'), replacing('e2', 'Good.'), replacing('e3', 'Good. Very.')]
    const { verdicts } = await gate(setup, edits, failures)
    assert.deepEqual(
      verdicts.map(({ accepted }) => accepted),
      [false, true, false],
    )
  })

  it('stand in groups of their own', () => {
    const [one, two, other] = [replacing('e1', 'A.'), replacing('e2', 'B.'), { ...replacing('e3', 'C.'), line: 'L1' }]
    assert.deepEqual(
      groupsOf([one, two, other], () => true),
      [[one, other], [two]],
    )
    assert.deepEqual(
      groupsOf([one, other], (edits) => edits.length < 2),
      [[one], [other]],
    )
  })
})

describe('the gate of a deletion', () => {
  const edit: Edit = { ...insertion('e1', ''), op: 'delete', kind: 'delete' }

  it('lets a line go whose absence breaks nothing, though it mends nothing', async () => {
    const { setup } = setupFor((_, id) => passing(id))
    const { verdicts } = await gateDeletion(setup, edit, failures)
    assert.equal(verdicts[0]?.accepted, true)
  })

  it('keeps a line that a pass needs', async () => {
    const { setup } = setupFor((prompt, id) => passing(id) && (prompt.includes('Be brief.') || id !== 'p3'))
    const { verdicts } = await gateDeletion(setup, edit, failures)
    assert.equal(verdicts[0]?.accepted, false)
    assert.equal(verdicts[0]?.broken, 1)
  })

  it('lets a line go that mends more than it breaks', async () => {
    const { setup } = setupFor((prompt, id) => (prompt.includes('Be brief.') ? passing(id) : id !== 'p3'))
    const { verdicts } = await gateDeletion(setup, edit, failures)
    assert.equal(verdicts[0]?.accepted, true)
    assert.deepEqual(verdicts[0]?.fixedIds, ['f1', 'f2', 'f3'])
  })
})
