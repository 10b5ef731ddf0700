import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { Case } from '../../../../src/core/evals/case.ts'
import { nearDuplicates } from '../../../../src/core/evals/duplicates.ts'
import { type SplitResult, splitCases } from '../../../../src/core/evals/split.ts'
import type { RunStore } from '../../../../src/core/ports.ts'
import { Random } from '../../../../src/core/random.ts'

fc.configureGlobal({ seed: 7 })

const claim = { runId: 1, candidateHash: 'h', at: 5 }
const nowhere: Pick<RunStore, 'recordTestOpening'> = { recordTestOpening: () => undefined }

function kase(id: string, text: string, group = id, more: Readonly<Record<string, unknown>> = {}): Case {
  return {
    id,
    vars: { text, ...more },
    assertions: [],
    group,
    expected: undefined,
    title: text,
    source: { file: 'a.jsonl', line: 1 },
  }
}

const many = (n: number, group?: (i: number) => string): Case[] =>
  Array.from({ length: n }, (_, i) => kase(`c${i}`, `${i}`, group?.(i)))

const sizes = ({ train, select, vault }: SplitResult) => [train.length, select.length, vault.size]
const ids = (cases: readonly Case[]) => cases.map((one) => one.id).toSorted()

describe('a split', () => {
  it('is 40/30/30 to the case, from 60 cases on', () => {
    assert.deepEqual(sizes(splitCases(many(60))), [24, 18, 18])
    assert.deepEqual(sizes(splitCases(many(100))), [40, 30, 30])
    assert.deepEqual(sizes(splitCases(many(1000))), [400, 300, 300])
  })

  it('stops growing select and test above 1,000 cases', () => {
    assert.deepEqual(sizes(splitCases(many(1001))), [501, 200, 300])
    assert.deepEqual(sizes(splitCases(many(1500), { shares: { train: 0.5, select: 0.3, test: 0.2 } })), [750, 450, 300])
  })

  it('takes the shares it is given', () => {
    const split = splitCases(many(200), { shares: { train: 0.6, select: 0.4, test: 0 } })
    assert.deepEqual(sizes(split), [120, 80, 0])
    assert.match(split.sentences.join(' '), /No case is sealed/)
  })

  it('of fewer than 60 cases seals nothing, and says that it is exploratory', () => {
    const split = splitCases(many(59), { shares: { train: 0.4, select: 0.3, test: 0.3 } })
    assert.deepEqual([...sizes(split), split.exploratory], [29, 30, 0, true])
    assert.match(
      split.sentences[0] ?? '',
      /^59 cases are too few .* exploratory\. The shares of the eval file are left aside/,
    )
    assert.deepEqual(sizes(splitCases(many(1))), [0, 1, 0])
    assert.deepEqual(sizes(splitCases([])), [0, 0, 0])
  })

  it('says that a small sealed split proves little', () => {
    assert.match(splitCases(many(99)).sentences.join(' '), /only large gains/)
    assert.equal(splitCases(many(100)).sentences.length, 1)
    assert.equal(splitCases(many(100)).exploratory, false)
  })

  it('holds every case once, whatever the groups', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 150 }), (groups) => {
        const cases = many(groups.length, (i) => `g${groups[i]}`)
        const split = splitCases(cases)
        const all = [...split.train, ...split.select, ...split.vault.open(claim, nowhere)]
        assert.deepEqual(ids(all), ids(cases))
        const piles = [split.train, split.select, split.vault.open(claim, nowhere)]
        const groupsOf = piles.map((pile) => new Set(pile.map((one) => one.group)))
        for (const [i, a] of groupsOf.entries())
          for (const b of groupsOf.slice(i + 1)) assert.ok(![...a].some((group) => b.has(group)))
      }),
    )
  })

  it('is the same when the cases are reordered', () => {
    const random = new Random('split', 'order')
    const cases = many(300, (i) => `g${i % 170}`)
    const [one, other] = [splitCases(cases), splitCases(random.shuffle(cases))]
    assert.deepEqual(
      [ids(one.train), ids(one.select), one.vault.hash],
      [ids(other.train), ids(other.select), other.vault.hash],
    )
  })

  it('does not know the answers', () => {
    const cases = many(200)
    const answered = cases.map((one, i) => ({ ...one, expected: `label ${i % 3}` }))
    assert.deepEqual(ids(splitCases(cases).train), ids(splitCases(answered).train))
  })

  it('trains on a group that would fill a pile, and still fills select and test', () => {
    const split = splitCases(many(200, (i) => (i < 120 ? 'large' : `g${i}`)))
    assert.ok(split.train.filter((one) => one.group === 'large').length === 120)
    assert.deepEqual(sizes(split), [120, 40, 40])
    assert.match(split.sentences.join(' '), /Large groups/)
    assert.deepEqual(sizes(splitCases(many(100, () => 'one'))), [100, 0, 0])
  })
})

describe('near-duplicates', () => {
  const sentence = 'please tell me when the parcel with the two red lamps will come to my house in Leeds this week'
  const together = (...texts: readonly string[]) => {
    const keys = nearDuplicates(texts.map((text, i) => kase(`c${i}`, text)))
    return new Set(keys.values()).size === 1
  }

  it('share a group: the same words, or nearly', () => {
    assert.ok(together('Why was I charged twice?', 'why was i charged TWICE'))
    assert.ok(together(sentence, `${sentence} thanks`))
    assert.ok(!together(sentence, sentence.replace('two red lamps', 'blue chair').replace('Leeds', 'York')))
    assert.ok(!together('charged twice', 'charged thrice'))
  })

  it('are not made by what all cases have alike', () => {
    const policy = sentence.repeat(5)
    const keys = nearDuplicates([1, 2, 3].map((i) => kase(`c${i}`, `question ${i}`, `c${i}`, { policy })))
    assert.equal(new Set(keys.values()).size, 3)
  })

  it('are not made by cases without words', () => {
    assert.ok(!together('', '…'))
    assert.ok(!together('?', '!'))
  })

  it('unite whole groups', () => {
    const keys = nearDuplicates([
      kase('a', sentence, 'g1'),
      kase('b', 'other', 'g1'),
      kase('c', `${sentence} now`, 'g2'),
    ])
    assert.equal(new Set(keys.values()).size, 1)
  })

  it('are exactly the cases whose runs of five words overlap by four fifths', () => {
    const grams = (words: readonly string[]) =>
      new Set(Array.from({ length: Math.max(1, words.length - 4) }, (_, i) => words.slice(i, i + 5).join(' ')))
    const alike = (a: readonly string[], b: readonly string[]) => {
      const [left, right] = [grams(a), grams(b)]
      const shared = [...left].filter((gram) => right.has(gram)).length
      return shared / (left.size + right.size - shared) >= 0.8
    }
    const base = Array.from({ length: 30 }, (_, i) => `w${i}`)
    const cut = fc
      .tuple(fc.nat({ max: 12 }), fc.nat({ max: 30 }))
      .map(([from, to]) => base.slice(from, Math.max(from + 1, to)))
    fc.assert(
      fc.property(cut, cut, (a, b) => {
        const keys = nearDuplicates([kase('a', a.join(' ')), kase('b', b.join(' '))])
        assert.equal(keys.get('a') === keys.get('b'), alike(a, b) || a.join() === b.join())
      }),
      { numRuns: 500 },
    )
  })

  it('are found among 5,000 cases', () => {
    const random = new Random('split', 'words')
    const words = Array.from({ length: 400 }, (_, i) => `word${i}`)
    const cases = Array.from({ length: 5000 }, (_, i) =>
      kase(`c${i}`, Array.from({ length: 40 }, () => words[random.int(400)]).join(' ')),
    )
    const twins = cases.slice(0, 50).map((one) => kase(`twin ${one.id}`, `${one.title} indeed`))
    const keys = nearDuplicates([...cases, ...twins])
    assert.equal(new Set(keys.values()).size, 5000)
    assert.ok(twins.every((twin) => keys.get(twin.id) === keys.get(twin.id.slice(5))))
  })
})

describe('the vault', () => {
  it('records the opening before it hands out a case', () => {
    const { vault } = splitCases(many(100))
    const opened: unknown[] = []
    const cases = vault.open(claim, { recordTestOpening: (hash, what) => void opened.push([hash, what]) })
    assert.deepEqual(opened, [[vault.hash, claim]])
    assert.equal(cases.length, 30)
    const broken = () => {
      throw new Error('disk full')
    }
    assert.throws(() => vault.open(claim, { recordTestOpening: broken }), /disk full/)
  })

  it('shows no case to anyone who only looks at it', () => {
    const { vault } = splitCases(many(100))
    assert.deepEqual(Object.keys(vault).toSorted(), ['hash', 'size'])
    for (const seen of [JSON.stringify(vault), inspect(vault, { depth: 9, showHidden: true })])
      assert.doesNotMatch(seen, /\bc\d+\b/)
  })

  it('has a hash of its cases, whatever their order', () => {
    const [a, b] = [splitCases(many(100)).vault, splitCases(many(100).toReversed()).vault]
    assert.equal(a.hash, b.hash)
    assert.notEqual(a.hash, splitCases(many(150)).vault.hash)
  })
})
