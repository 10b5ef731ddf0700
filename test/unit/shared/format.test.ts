// How numbers are said.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Difference, Rate } from '../../../src/core/events.ts'
import * as format from '../../../src/shared/format.ts'

const rate: Rate = { k: 37, n: 60, low: 0.4902, high: 0.7291 }
const gain: Difference = {
  wins: 26,
  losses: 4,
  ties: 90,
  missing: 0,
  estimate: 22 / 120,
  low: 0.0952,
  high: 0.2648,
  pBetter: 0.99998,
  verdict: 'credible',
}

test('rates have one decimal, a count where asked, and a word without cases', () => {
  assert.equal(format.formatRate(rate), '61.7 %')
  assert.equal(format.formatRateWithCount(rate), '37 of 60 · 61.7 %')
  assert.equal(format.formatShareFigure(1), '100.0')
  assert.equal(format.formatRateWithCount({ k: 0, n: 0, low: 0, high: 1 }), 'not measured')
})

test('points carry a sign, a true minus, and none at zero', () => {
  assert.equal(format.formatPoints(gain.estimate), '+18.3')
  assert.equal(format.formatPoints(-0.067), '\u22126.7')
  assert.equal(format.formatPoints(-0.0002), '0.0')
})

test('intervals are said whole or tight', () => {
  assert.equal(format.formatInterval(gain), '95 % CI +9.5 to +26.5')
  assert.equal(format.formatTightInterval({ low: 0.719, high: 0.907 }), '(72–91)')
})

test('probabilities have no leading zero and no false certainty', () => {
  assert.equal(format.formatPBetter(0.9382), '.938')
  assert.equal(format.formatPBetter(0.99998), '> .999')
  assert.equal(format.formatPBetter(1), '> .999')
  assert.equal(format.formatPBetter(0.00001), '< .001')
  assert.equal(format.formatPBetter(1 - 2 ** -10), '> .999')
  assert.equal(format.formatPBetter(0.9985), '.999')
})

test('money is in cents, three decimals under one, and unknown is a word', () => {
  assert.equal(format.formatMoney(0.142), '14.2 ¢')
  assert.equal(format.formatMoney(0.00014), '0.014 ¢')
  assert.equal(format.formatMoney(0), '0.0 ¢')
  assert.equal(format.formatMoney(0.009996), '1.0 ¢')
  assert.equal(format.formatMoney(12.5), '1,250.0 ¢')
  assert.equal(format.formatMoney(null), 'unknown')
  assert.equal(format.formatMoneyOf(0.069, 0.25), '6.9 of 25.0 ¢')
  assert.equal(format.formatMoneyOf(0.002, 0.25), '0.2 of 25.0 ¢')
})

test('durations are said as people say them', () => {
  const said = [410.4, 1300, 9960, 35_000, 120_000, 125_400, 4_200_000, 3_600_000].map(format.formatDuration)
  assert.deepEqual(said, ['410 ms', '1.3 s', '10 s', '35 s', '2 min', '2 min 5 s', '1 h 10 min', '1 h'])
})

test('counts agree with their nouns', () => {
  assert.equal(format.formatCounted(1, 'case'), '1 case')
  assert.equal(format.formatCounted(36_600, 'call'), '36,600 calls')
  assert.equal(format.formatCounted(2, 'loss', 'losses'), '2 losses')
  assert.deepEqual([1, 2, 3].map(format.formatTimes), ['once', 'twice', '3 times'])
})

test('a verdict is always sign and word', () => {
  assert.equal(format.formatVerdict('no evidence'), '⊖ no evidence')
  assert.equal(format.formatClaim(gain), '+18.3 points, credible')
  assert.equal(format.formatClaim({ ...gain, verdict: 'no evidence' }), 'no evidence')
  assert.equal(format.formatWinsAndLosses({ ...gain, missing: 2 }), '26 won, 4 lost, 90 same, 2 missing')
})

test('sandbox models and jobs are known as simulations', () => {
  assert.deepEqual(['sandbox', 'sandbox:ft:small', 'openai:sandbox'].map(format.isSimulated), [true, true, false])
  assert.equal(format.modelName('sandbox:small'), 'sandbox:small')
  assert.equal(format.modelName('vscode:copilot/gpt-4.1'), 'copilot/gpt-4.1')
  assert.equal(format.fileName('prompts/route.prompt.md'), 'route.prompt.md')
  assert.equal(format.fileName('a/promptfooconfig.yaml#prompts/1'), 'promptfooconfig.yaml#prompts/1')
  assert.equal(format.fileName('c#/route.prompt.md'), 'route.prompt.md')
})
