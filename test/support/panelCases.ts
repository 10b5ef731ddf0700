// Cases in the making, for the panel's pictures and tests.
import type { CaseMakerView, Decision, DraftRow } from '../../src/shared/caseMaker.ts'

const rows: readonly (readonly [DraftRow['kind'], string, string, string])[] = [
  [
    'typical',
    'Hi, I was charged twice for the same coffee on Monday, can you give me one of them back?',
    'billing',
    'An everyday message about a double charge.',
  ],
  [
    'typical',
    'My card was declined at the supermarket again and I had to leave everything there.',
    'technical',
    'A payment that fails.',
  ],
  ['edge', 'pin??', 'security', 'Two words and no sentence.'],
  [
    'hardNegative',
    'The fee is fine, I only want to know when the transfer arrives.',
    'payment_status',
    'Names a fee, which is billing, and is about money that has not arrived.',
  ],
  [
    'edge',
    'I HAVE WRITTEN THREE TIMES. WHERE IS MY NEW CARD. I AM ABROAD AND WITHOUT MONEY, AND NOBODY ANSWERS ME!!!',
    'card_services',
    'Shouted, with a complaint around the question.',
  ],
  ['typical', 'How do I prove who I am if my passport has expired?', 'account', 'Identity check.'],
]

const draft = (i: number, decision: Decision): DraftRow => {
  const [kind, message, expected, why] = rows[i % rows.length] ?? ['typical', '', '', '']
  return { id: i, kind, source: 'synthetic', vars: { message }, expected, why, decision }
}
const decisions: readonly Decision[] = ['accepted', 'accepted', 'rejected', 'accepted', 'open', 'open']

export const casesAsking: CaseMakerView = {
  promptPath: 'prompts/route.prompt.md',
  state: 'asking',
  types: [
    { id: 'classifier', label: 'Classifier', about: 'Says which of a few categories the input belongs to.' },
    {
      id: 'router',
      label: 'Router',
      about: 'Sends the input to one of several places: a queue, a tool, an agent, a model.',
    },
    { id: 'writer', label: 'Writer', about: 'Writes free text: a reply, a summary, a rewrite.' },
  ],
  type: 'router',
  evalPath: null,
  existing: 0,
  model: null,
  notice: null,
  wanted: 80,
  drafts: [],
  refused: [],
  sentences: [],
  written: [],
}
export const casesMaking: CaseMakerView = {
  ...casesAsking,
  state: 'making',
  model: 'sandbox:large',
  notice: 'Simulated: the sandbox is not a real model',
  drafts: [draft(0, 'open'), draft(1, 'open')],
}
export const casesReviewing: CaseMakerView = {
  ...casesMaking,
  state: 'reviewing',
  drafts: Array.from({ length: 24 }, (_, i) => draft(i, decisions[i] ?? 'open')),
  refused: [
    { reason: 'it says nearly the same as a case that is there', count: 7 },
    { reason: '“Billing” is no answer that the prompt offers', count: 2 },
  ],
  sentences: ['Cost: 1.2 ¢ for 5 calls.'],
}
export const casesWritten: CaseMakerView = {
  ...casesReviewing,
  state: 'written',
  written: ['prompts/route.cases.jsonl', 'prompts/route.eval.yaml'],
  sentences: ['22 cases written.'],
}
