// The cases of the panel's story, as the host would page them: 17 changed of 60, or as many as a test asks for.
// Must answer the page's questions by the protocol and keep the sealed cases out.
import type { HostParams } from '../../src/shared/protocol.ts'
import type { CaseView, ComparePage, CompareRow } from '../../src/shared/viewModel.ts'

type Story = readonly [change: CompareRow['change'], title: string, expected: string, seed: string, middle: string]

const changed: readonly Story[] = [
  [
    'lost',
    'How much is it to buy another card? I was hoping to buy another one.',
    'card_services',
    'card_services',
    'billing',
  ],
  ['lost', 'I would like to better understand why my pass-code is not working.', 'security', 'security', 'technical'],
  [
    'won',
    "There's a payment showing in the app today even though I have not used my card at all. I want a refund.",
    'security',
    'billing or security: a refund is asked for',
    'billing',
  ],
  [
    'won',
    'Today I used my card at a restaurant and it was declined. What is going on?',
    'technical',
    'card_services',
    'technical',
  ],
  [
    'won',
    'My transfer is still pending',
    'payment_status',
    'Queue: Payment Status. The transfer has not arrived yet.',
    'payment_status',
  ],
  ['won', "I don't recognize this withdrawal on my statement", 'security', 'billing', 'billing'],
  ['won', 'How do I get this damn virtual card to work?', 'technical', 'card_services', 'card_services'],
  [
    'won',
    'I an not sure but it looks as if a card payment I made was cancelled.',
    'payment_status',
    'technical',
    'payment_status',
  ],
  ['won', 'Which card would I get, Visa or Mastercard?', 'card_services', 'Card Services', 'card_services'],
  ['won', 'When do I see my recent refund in my statement', 'billing', 'payment_status', 'billing'],
  [
    'won',
    'I see a direct debit payment on my app that I did not do',
    'security',
    'billing, or possibly security',
    'billing',
  ],
  ['won', 'Where do I go to verify my identity?', 'account', 'Account.', 'account'],
  ['won', 'why isnt my cash withdrawal showing', 'payment_status', 'technical', 'technical'],
  ['won', 'To many charges on my card how do I go about fixing that?', 'billing', 'card_services', 'billing'],
  ['won', 'The exchange rate I got was wrong', 'billing', 'technical', 'billing'],
  ['won', 'ما سبب رفض بطاقتي؟', 'technical', 'card_services', 'technical'],
  ['won', '<img src=x onerror=alert(1)> is what I see in the app', 'technical', '<b>technical</b>', 'technical'],
]

const queues = ['billing', 'technical', 'account', 'security', 'payment_status', 'card_services']

export function storyRow(index: number): CompareRow & { readonly middle: string; readonly seed: string } {
  const story = changed[index]
  const expected = story?.[2] ?? queues[index % queues.length] ?? ''
  const failing = story === undefined && index % 8 === 1
  const seed = story?.[3] ?? (failing ? 'technical or billing' : expected)
  const middle = story?.[4] ?? (failing ? 'billing' : expected)
  const pinned = story?.[0] === 'lost' || failing ? 'billing' : expected
  const cell = (candidateId: string, output: string) =>
    index === 20 && candidateId !== 'seed'
      ? { candidateId, pass: null, output: '', error: 'the server was overloaded' }
      : { candidateId, pass: output === expected, output, error: null }
  return {
    caseId: `support-routing-${(index * 7919 + 40_961).toString(16).padStart(6, '0')}`,
    title: story?.[1] ?? `Case ${index + 1}: where does this message about ${expected} belong?`,
    expected,
    change: story?.[0] ?? 'same',
    seed,
    middle,
    cells: [cell('seed', seed), cell('middle', middle), cell('pinned', pinned)],
  }
}

/** Rows in the order of the filter; `total` cases on select. */
export function storyPage(params: HostParams<'rows.page'>, total: number): ComparePage {
  const asked = params.find.toLowerCase()
  const fits = (row: CompareRow): boolean =>
    asked === '' || JSON.stringify([row.title, row.cells]).toLowerCase().includes(asked)
  const kinds = {
    all: () => true,
    changed: (row: CompareRow) => row.change !== 'same',
    failing: (row: CompareRow) => row.cells.at(-1)?.pass === false,
  }
  const every = Array.from({ length: total }, (_, index) => storyRow(index)).filter(fits)
  const rows = every.filter(kinds[params.filter]).slice(params.from, params.from + params.count)
  const count = (kind: keyof typeof kinds): number => every.filter(kinds[kind]).length
  return {
    counts: { all: count('all'), changed: count('changed'), failing: count('failing') },
    won: 15,
    lost: 2,
    same: total - 17,
    sealed: 120,
    from: params.from,
    rows: rows.map(({ seed: _seed, middle: _middle, ...row }) => ({
      ...row,
      cells: cellsFor(row, params.candidateIds),
    })),
  }
}

function cellsFor(row: CompareRow, ids: readonly string[]): CompareRow['cells'] {
  const [seed, middle, pinned] = row.cells
  return ids.flatMap((candidateId, index) => {
    const cell = index === 0 ? seed : index === ids.length - 1 ? pinned : middle
    return cell === undefined ? [] : [{ ...cell, candidateId }]
  })
}

export function storyCase(
  params: HostParams<'case.get'>,
  total: number,
  labels: ReadonlyMap<string, string>,
): CaseView {
  const row = Array.from({ length: total }, (_, index) => storyRow(index)).find((one) => one.caseId === params.caseId)
  if (row === undefined) throw new Error('This case was not run with these candidates. Choose another.')
  return {
    caseId: row.caseId,
    split: 'select',
    input: row.title,
    expected: row.expected,
    outputs: cellsFor(row, params.candidateIds).map((cell) => ({
      candidateId: cell.candidateId,
      label: labels.get(cell.candidateId) ?? cell.candidateId,
      pass: cell.pass,
      output: cell.output,
      reason: cell.pass ? 'equals: as expected.' : `equals: “${row.expected}” expected.`,
      latencyMs: 412,
      usd: 0.00014,
    })),
  }
}
