// The sandbox as proposer, hint giver and judge: from the failures it is shown, within the rules it is given.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod'
import type { JudgeRequest } from '../../../../src/core/judge/question.ts'
import {
  hintReply,
  type Proposal,
  type ProposalRequest,
  proposalReply,
  type ShownCase,
} from '../../../../src/core/optimize/contract.ts'
import { applyEdit, draftTexts, seedDraft } from '../../../../src/core/optimize/draft.ts'
import { parseJsonReply } from '../../../../src/core/optimize/reply.ts'
import type { Size } from '../../../../src/sandbox/answer/ability.ts'
import { answerEngine } from '../../../../src/sandbox/answer/engine/engineRequest.ts'
import { wordsOf } from '../../../../src/sandbox/answer/text.ts'

const PROMPT = `Which queue does the message belong to?

- billing: fees and charges
- delivery: parcels

Message: {{message}}`

const failure = (input: string, output: string, expected: string): ShownCase => ({
  input,
  output,
  expected,
  reason: '',
})

const FORM = [
  failure('the fee is high', 'The queue is Billing.', 'billing'),
  failure('my parcel is late', '**delivery**', 'delivery'),
]
const MEANING = [
  failure('why did the invoice double after my contract moved', 'delivery', 'billing'),
  failure('the invoice from spring shows a wrong contract', 'delivery', 'billing'),
]

function requestOf(failures: readonly ShownCase[], more: Partial<ProposalRequest> = {}): ProposalRequest {
  return {
    task: 'propose_edits',
    prompt: PROMPT.split('\n').map((text, i) => ({
      id: `L${i + 1}`,
      role: 'user',
      text,
      protected: text.includes('{{'),
    })),
    cluster: 'Failures.',
    failures,
    passes: [{ input: 'where is my parcel', output: 'delivery' }],
    rejected: [],
    alternatives: 3,
    roomChars: 600,
    keep: ['{{message}}'],
    ...more,
  }
}

function replyTo(task: object, size: Size = 'large', enforced = true): string {
  const content = `The case, as JSON on the next line:\n${JSON.stringify(task)}`
  const reply = answerEngine({ size, messages: [{ role: 'user', content }], enforced, repeat: 0 })
  assert.ok(reply)
  return reply.text
}

function proposalsFor(request: ProposalRequest, size: Size = 'large'): readonly Proposal[] {
  return parseJsonReply(replyTo(request, size), proposalReply).proposals
}

function applied(proposal: Proposal): string {
  const draft = applyEdit(seedDraft([{ role: 'user', text: PROMPT }]), { ...proposal, id: 'e1', cluster: '' })
  assert.ok(draft, `${proposal.op} ${proposal.line}`)
  return draftTexts(draft).join('\n')
}

describe('the proposer', () => {
  it('pins the form down where the right answer is in the output', () => {
    const proposals = proposalsFor(requestOf(FORM, { alternatives: 8 }))
    assert.ok(proposals.filter(({ kind }) => kind === 'format').length >= 4)
    assert.ok(proposals.some(({ text }) => /only the name of one queue/u.test(text)))
    assert.ok(proposals.some(({ text }) => text.includes('billing, delivery')))
  })

  it('extends the definition of the answer that was missed, in its own line', () => {
    const edit = proposalsFor(requestOf(MEANING, { alternatives: 8 })).find(({ kind }) => kind === 'definition')
    assert.equal(edit?.op, 'replace')
    assert.equal(edit?.line, 'L3')
    assert.match(edit?.text ?? '', /^- billing: fees and charges, .*invoice/u)
  })

  it('adds a line for an answer that the prompt does not tell about', () => {
    const prompt = ['Sort into billing or delivery.', '', 'Message: {{message}}']
    const request = requestOf(MEANING, {
      alternatives: 8,
      prompt: prompt.map((text, i) => ({ id: `L${i + 1}`, role: 'user', text, protected: text.includes('{{') })),
    })
    const edit = proposalsFor(request).find(({ kind }) => kind === 'definition')
    assert.equal(edit?.op, 'insert_after')
    assert.match(edit?.text ?? '', /^- billing: .*invoice/u)
  })

  it('breaks the tie between the answer that was given and the one that was right', () => {
    const edits = proposalsFor(requestOf(MEANING, { alternatives: 8 }))
    assert.ok(
      edits.some(({ text }) => /^If the message is about .*invoice.*, answer billing, not delivery\./u.test(text)),
    )
  })

  it('gives as many alternatives as asked for, all different', () => {
    for (const alternatives of [1, 2, 3, 5]) {
      const proposals = proposalsFor(requestOf([...FORM, ...MEANING], { alternatives }))
      assert.equal(proposals.length, alternatives)
      assert.equal(new Set(proposals.map(({ hypothesis }) => hypothesis)).size, alternatives)
    }
  })

  it('does not come back to what was rejected', () => {
    const first = proposalsFor(requestOf(FORM))
    const rejected = first.map(({ hypothesis }) => ({ hypothesis, result: 'fixed 0 of 2' }))
    const second = proposalsFor(requestOf(FORM, { rejected }))
    const again = second.filter(({ hypothesis }) => rejected.some((old) => old.hypothesis === hypothesis))
    assert.deepEqual(again, [])
  })

  it('stays within the room that is left', () => {
    for (const roomChars of [0, 30, 90, 200]) {
      for (const { text, op, line } of proposalsFor(requestOf(FORM, { roomChars, rejected: [] }))) {
        const before = op === 'replace' ? (PROMPT.split('\n')[Number(line.slice(1)) - 1]?.length ?? 0) : 0
        if (!/^Answer with care/u.test(text)) assert.ok(text.length - before <= roomChars, text)
      }
    }
  })

  it('rewrites the message that holds the labels and keeps what has to be kept', () => {
    const request = requestOf([...FORM, ...MEANING], { task: 'rewrite_prompt', alternatives: 6 })
    const rewrites = proposalsFor(request).filter(({ op }) => op === 'rewrite')
    assert.ok(rewrites.length >= 4)
    for (const rewrite of rewrites) {
      const text = applied(rewrite)
      assert.ok(text.includes('Message: {{message}}') && text.includes('billing') && text.includes('delivery'), text)
    }
  })

  it('quotes no five words of an input in a row, and replies with edits that can be applied', () => {
    const word = fc.constantFrom(
      'plan',
      'invoice',
      'late',
      'parcel',
      'money',
      'fee',
      'door',
      'the',
      'my',
      'was',
      'refund',
    )
    const input = fc.array(word, { minLength: 6, maxLength: 20 }).map((words) => words.join(' '))
    const shown = fc.record({
      input,
      output: fc.constantFrom('billing', 'delivery', 'Billing.'),
      expected: fc.constantFrom('billing', 'delivery'),
    })
    const size = fc.constantFrom<Size>('small', 'medium', 'large')
    const task = fc.constantFrom<ProposalRequest['task']>('propose_edits', 'rewrite_prompt')
    fc.assert(
      fc.property(fc.array(shown, { minLength: 1, maxLength: 5 }), size, task, (cases, by, kind) => {
        const failures = cases.map((one) => failure(one.input, one.output, one.expected))
        for (const proposal of proposalsFor(requestOf(failures, { task: kind }), by)) {
          const told = ` ${wordsOf(applied(proposal)).join(' ')} `
          for (const { input: text } of failures) {
            const words = wordsOf(text)
            for (let i = 0; i + 5 <= words.length; i++)
              assert.ok(!told.includes(` ${words.slice(i, i + 5).join(' ')} `), told)
          }
        }
      }),
      { seed: 7, numRuns: 150 },
    )
  })

  it('gives more empty advice the smaller it is', () => {
    const advice = (size: Size): number => {
      let count = 0
      for (let i = 0; i < 60; i++) {
        const proposals = proposalsFor(
          requestOf([...FORM, ...MEANING], { cluster: `cluster ${i}`, alternatives: 2 }),
          size,
        )
        count += proposals.filter(({ hypothesis }) => hypothesis.startsWith('The model is not careful')).length
      }
      return count
    }
    const [small, medium, large] = [advice('small'), advice('medium'), advice('large')]
    assert.ok(small > medium && medium > large && large > 0, `${small} ${medium} ${large}`)
  })

  it('may wrap its JSON where no schema is enforced', () => {
    const replies = Array.from({ length: 40 }, (_, i) =>
      replyTo(requestOf(FORM, { cluster: `cluster ${i}` }), 'small', false),
    )
    assert.ok(replies.some((text) => text.includes('```json')))
    for (const text of replies) parseJsonReply(text, proposalReply)
  })

  it('leaves requests that are not the engine’s alone', () => {
    for (const content of ['Hello', '{"task":"dance"}', '{"task":"propose_edits"}', '{broken']) {
      assert.equal(
        answerEngine({ size: 'large', messages: [{ role: 'user', content }], enforced: true, repeat: 0 }),
        undefined,
      )
    }
  })
})

describe('the hint', () => {
  const hintFor = (failures: readonly ShownCase[]): string =>
    parseJsonReply(replyTo({ task: 'hint', prompt: PROMPT, cluster: '', failures }), hintReply).hint

  it('speaks of the form where the form failed', () => assert.match(hintFor(FORM), /queue/u))

  it('names the everyday word that the failures share', () =>
    assert.match(hintFor(MEANING), /about invoice, the answer is billing/u))

  it('knows no term that is not everyday English', () => {
    const strange = [
      failure('a grommex in the yard', 'delivery', 'billing'),
      failure('the grommex is mine', 'delivery', 'billing'),
    ]
    assert.doesNotMatch(hintFor(strange), /grommex|billing/u)
  })
})

describe('the judge', () => {
  const judged = (rubric: string, output: string): { pass: boolean; score: number } => {
    const request: JudgeRequest = {
      task: 'judge',
      ask: 'rubric',
      fence: 'f',
      rubric,
      input: 'x',
      output: `<<f\n${output}\nf>>`,
    }
    return parseJsonReply(replyTo(request), z.object({ pass: z.boolean(), score: z.number() }))
  }

  it('passes what has the wanted content, in other words too', () => {
    assert.equal(judged('Mentions the refund and the fee', 'We will refund your fee.').pass, true)
    assert.equal(judged('Mentions the refund', 'We reimburse you.').pass, true)
  })

  it('fails what lacks it', () => {
    assert.equal(judged('Mentions the refund and the fee', 'Have a nice day.').pass, false)
    assert.equal(judged('Mentions the refund', '').pass, false)
  })

  it('chooses the output that has most of what is wanted, wherever it stands', () => {
    const bestOf = (...outputs: readonly string[]) => {
      const fenced = outputs.map((output) => `<<f\n${output}\nf>>`)
      const request: JudgeRequest = {
        task: 'judge',
        ask: 'best',
        fence: 'f',
        rubric: 'Mentions the fee',
        outputs: fenced,
      }
      return parseJsonReply(replyTo(request), z.object({ best: z.number() })).best
    }
    assert.equal(bestOf('Have a nice day.', 'There is no fee.'), 1)
    assert.equal(bestOf('There is no fee.', 'Have a nice day.'), 0)
  })

  it('fails what the rubric forbids', () => {
    assert.equal(judged('Does not contain "sorry"', 'Sorry, no.').pass, false)
    assert.equal(judged('Does not contain "sorry"', 'It is done.').pass, true)
  })
})
