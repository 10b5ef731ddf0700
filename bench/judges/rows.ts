// Generated tests for comparing model-graded assertions with promptfoo's. The same seed gives the same rows.
import { Random } from '../../src/core/random.ts'

export type Test = Readonly<Record<string, unknown>> & { readonly assert: readonly Record<string, unknown>[] }

const SENTENCES = [
  'Parcels arrive within 3 days.',
  'The fee is 4 euros!',
  'Refunds take two weeks.',
  'Is a weekend a working day?',
  'Paris is the capital of France.',
  'No fee is charged in May.',
  'Our office is in Lyon.',
  'Dogs are not allowed, e.g. in parks.',
  '1. Sign the form.',
]
const THRESHOLDS = [undefined, 0, 0.25, 1 / 3, 0.5, 0.6, 0.75, 1] as const
const TYPES = [
  'similar',
  'similar:cosine',
  'similar:dot',
  'similar:euclidean',
  'answer-relevance',
  'context-recall',
  'context-relevance',
  'context-faithfulness',
  'conversation-relevance',
] as const

export function makeTests(seed: string, each: number): Test[] {
  const random = new Random(seed, 'judged rows')
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random.next() * items.length)] ?? items[0]
  const some = (most: number) =>
    Array.from({ length: 1 + Math.floor(random.next() * most) }, () => pick(SENTENCES as [string, ...string[]]))
  return TYPES.flatMap((type) =>
    Array.from({ length: each }, (): Test => {
      const context = pick<string | string[]>([
        some(6).join(' '),
        some(6).join('\n'),
        [...new Set(some(5))],
        `\n${some(4).join(' ')}\n`,
      ])
      const threshold = pick(THRESHOLDS)
      const value = type.startsWith('similar')
        ? pick<string | string[]>([some(2).join(' '), some(3)])
        : type === 'context-recall'
          ? some(4).join(' ')
          : undefined
      const turns = some(8).map((input) => ({ input, output: pick(SENTENCES as [string, ...string[]]) }))
      return {
        vars: {
          query: pick(SENTENCES as [string, ...string[]]),
          context,
          ...(type === 'conversation-relevance' && random.next() < 0.7 && { _conversation: turns }),
        },
        options: { disableVarExpansion: true },
        providerOutput: some(4).join(' '),
        assert: [
          {
            type: random.next() < 0.3 ? `not-${type}` : type,
            ...(value !== undefined && { value }),
            ...(threshold !== undefined && { threshold }),
            ...(random.next() < 0.2 && { weight: pick([0, 2]) }),
            ...(type === 'conversation-relevance' && random.next() < 0.3 && { config: { windowSize: 2 } }),
          },
        ],
      }
    }),
  )
}

/** Models that answer with the variable of their name. */
export const CANDIDATES = ['one', 'two', 'three'] as const

/** Tests whose outputs are compared with each other. */
export function makeComparisons(seed: string, each: number): Test[] {
  const random = new Random(seed, 'compared rows')
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random.next() * items.length)] ?? items[0]
  const best = { type: 'select-best', value: 'the most about fees' }
  return ['select-best', 'max-score', 'both'].flatMap((kind) =>
    Array.from({ length: each }, (): Test => {
      const outputs = random.shuffle(SENTENCES).slice(0, CANDIDATES.length)
      const others = [
        { type: 'contains', value: pick(['fee', 'is', 'e']), ...(random.next() < 0.3 && { weight: 2 }) },
        { type: 'not-icontains', value: pick(['no', 'a', 'lyon']), metric: 'plain' },
        { type: 'rouge-n', value: pick(SENTENCES as [string, ...string[]]), threshold: 0.2 },
        {
          type: 'assert-set',
          threshold: 0.5,
          assert: [
            { type: 'contains', value: 'fee' },
            { type: 'regex', value: 'i' },
          ],
        },
      ].filter(() => random.next() < 0.6)
      const score = {
        type: 'max-score',
        value: pick<unknown>([
          undefined,
          { method: 'sum' },
          { weights: { contains: 3, 'not-icontains': 0 } },
          { threshold: 0.7 },
          { method: 'average', weights: { 'rouge-n': 5 }, threshold: 0.4 },
        ]),
      }
      const compared = kind === 'select-best' ? [best] : kind === 'max-score' ? [score] : [score, best]
      const needed = kind !== 'select-best' && others.length === 0 ? [{ type: 'contains', value: 'e' }] : []
      return {
        vars: Object.fromEntries(CANDIDATES.map((name, i) => [name, outputs[i]])),
        assert: [...others, ...needed, ...compared],
        ...(random.next() < 0.3 && { threshold: pick([0.2, 0.5, 0.9]) }),
      }
    }),
  )
}
