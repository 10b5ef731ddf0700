// The arena's worlds: what they answer hangs on prompt, item and draw alone, and there is something to be found.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Contest } from '../../../../bench/arena/contest.ts'
import { drawsOf, instructionLines, pick, type SeedQuality, type World } from '../../../../bench/arena/world.ts'
import { CatalogueWorld } from '../../../../bench/arena/worlds/catalogue.ts'
import { DemonstratedWorld } from '../../../../bench/arena/worlds/demonstrated.ts'

const SIZES = { rows: 60, heldOut: 200 }
const WORLDS: Readonly<Record<string, (quality: SeedQuality) => World>> = {
  c: (quality) => new CatalogueWorld('7', quality, SIZES.rows),
  d: (quality) => new DemonstratedWorld('7', quality, SIZES),
}
const NEUTRAL = 'Take a deep breath and work step by step.'

/** The lines reached from the seed by whoever may look at the truth. */
function oracle(world: World): string[] {
  const random = drawsOf('oracle')
  let lines = instructionLines(world.seedPrompt)
  for (let i = 0; i < 40; i++) {
    const item = pick(world.items, random)
    const { add, remove } = world.think([{ item, output: world.answer(lines, item, random()) }], lines, random)
    const next = [...lines.filter((line) => line !== remove), ...(add === undefined ? [] : [add])]
    if (world.truth(next) > world.truth(lines)) lines = next
  }
  return lines
}

function accuracy(world: World, lines: readonly string[]): number {
  const random = drawsOf('accuracy')
  return world.items.filter((item) => world.answer(lines, item, random()) === item.expected).length / world.items.length
}

for (const [name, create] of Object.entries(WORLDS))
  describe(`world ${name}`, () => {
    it('is the same world for the same seed, and answers the same draw alike', () => {
      const [one, other] = [create('mid'), create('mid')]
      assert.equal(one.seedPrompt, other.seedPrompt)
      assert.deepEqual(one.items, other.items)
      const lines = instructionLines(one.seedPrompt)
      assert.equal(one.truth(lines), other.truth(lines))
      for (const [i, item] of one.items.entries())
        assert.equal(one.answer(lines, item, i / 60), other.answer([...lines], item, i / 60))
    })
    it('has seeds of three qualities, and far better prompts than the empty one', () => {
      const truths = (['empty', 'mid', 'strong'] as const).map((quality) => {
        const world = create(quality)
        return world.truth(instructionLines(world.seedPrompt))
      })
      assert.ok(truths.every((truth, i) => i === 0 || truth > (truths[i - 1] ?? 1) + 0.03))
      const world = create('empty')
      assert.ok(world.truth(oracle(world)) > (truths[0] ?? 1) + 0.15)
    })
    it('does not reward a line that says nothing', () => {
      const world = create('empty')
      const lines = instructionLines(world.seedPrompt)
      assert.equal(world.truth([...lines, NEUTRAL]), world.truth(lines))
    })
    it('refuses calls beyond the budget and counts them', () => {
      const world = create('empty')
      const contest = new Contest(world, 'noise', 2, new Map())
      const ask = (i: number) => contest.serve('task', `Sort.\n<case>${world.items[i]?.text}</case>`)
      assert.ok('text' in ask(0) && 'text' in ask(1))
      assert.ok('refused' in ask(2))
      assert.equal(contest.counts.refused, 1)
    })
  })

describe('world c', () => {
  const strong = () => new CatalogueWorld('7', 'strong', SIZES.rows)
  it('hardly ever answers otherwise when asked again, and grades otherwise than is true', () => {
    const world = strong()
    const lines = instructionLines(world.seedPrompt)
    const random = drawsOf('twice')
    const flips = world.items.filter((item) => {
      const [first, second] = [random(), random()].map((draw) => world.answer(lines, item, draw))
      return first !== second
    })
    assert.ok(flips.length / world.items.length < 0.06)
    const wide = new CatalogueWorld('7', 'strong', 450)
    assert.ok(accuracy(wide, lines) < wide.truth(lines) - 0.03)
  })
  it('counts definitions for little without the form, and breaks on two forms', () => {
    const world = strong()
    const lines = instructionLines(world.seedPrompt)
    const formless = lines.filter((line) => !/category name|name of the category/.test(line))
    assert.equal(formless.length, lines.length - 1)
    const both = [...lines, 'Mention how certain you are.']
    assert.ok(world.truth(formless) < world.truth(both) - 0.1)
    assert.ok(world.truth(both) < world.truth(lines) - 0.1)
  })
})

describe('world d', () => {
  it('pays for worked examples in some seeds and not in others', () => {
    const gains = Array.from({ length: 20 }, (_, seed) => {
      const world = new DemonstratedWorld(String(seed), 'strong', SIZES)
      const lines = instructionLines(world.seedPrompt)
      const usual = world.items.filter((item) => item.typical).slice(0, 3)
      const shown = usual.map((item) => `${item.text} → ${item.expected}`)
      return world.truth([...lines, ...shown]) - world.truth(lines)
    })
    assert.ok(Math.max(...gains) > 0.04)
    assert.ok(Math.min(...gains) < 0)
  })
  it('is misled by an example with the wrong answer', () => {
    const gain = (answer: (expected: string) => string) =>
      [...Array(8).keys()].reduce((sum, seed) => {
        const world = new DemonstratedWorld(String(seed), 'empty', SIZES)
        const lines = instructionLines(world.seedPrompt)
        const shown = world.items.filter((item) => item.typical).slice(0, 3)
        return sum + world.truth([...lines, ...shown.map((item) => `${item.text} → ${answer(item.expected)}`)])
      }, 0)
    assert.ok(gain((expected) => expected) > gain((expected) => (expected === 'north' ? 'south' : 'north')))
  })
})
