// The sandbox's models read the request and nothing else: no files, no clock, no data, no knowledge of the examples.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ABILITIES } from '../../../../src/sandbox/answer/ability.ts'
import { answer } from '../../../../src/sandbox/answer/answer.ts'
import { readPrompt } from '../../../../src/sandbox/answer/readPrompt.ts'
import { scoreLabels } from '../../../../src/sandbox/answer/score.ts'

const FOLDER = 'src/sandbox/answer'
const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }))

const PURE =
  /^(?:\.\/|\.\.\/)[\w/]+\.ts$|core\/(?:hash|random|ports|judge\/question|optimize\/contract|generate\/contract)\.ts$/u

const DEFINITIONS = ['brask vontil dremp', 'quollin sarf mebbit', 'tindry plaw gorset']
const promptWith = (definitions: readonly string[], input: string): string => `Sort the text. The categories are:
- zorv: ${definitions[0]}
- plim: ${definitions[1]}
- dask: ${definitions[2]}

Answer with only the name of one category, exactly as written above, and nothing else.

Text: ${input}`
const ask = (content: string, repeat = 0): string =>
  answer({ size: 'large', messages: [{ role: 'user', content }], repeat }).text

describe('the sandbox’s models', () => {
  it('import nothing but each other and pure helpers', () => {
    for (const { name, text } of sources) {
      for (const [, from = ''] of text.matchAll(/from '([^']+)'/gu)) assert.match(from, PURE, `${name} imports ${from}`)
      assert.doesNotMatch(text, /\bprocess\.|\bDate\b|Math\.random|import\(|globalThis|require\(/u, name)
    }
    assert.ok(sources.length > 15)
  })

  it('hold no label of the examples, and know no run of their words', () => {
    const own = sources.map(({ text }) => text.toLowerCase()).join('\n')
    for (const label of [
      'payment_status',
      'card_services',
      'limitation_of',
      'indemnif',
      'fridge_freezers',
      'warrant',
    ]) {
      assert.ok(!own.includes(label), label)
    }
    const lexicon = readFileSync(join(FOLDER, 'lexicon.ts'), 'utf8').toLowerCase()
    for (const id of ['support-routing', 'contract-clauses', 'product-category']) {
      const rows = readFileSync(`examples/${id}/cases.jsonl`, 'utf8').trim().split('\n')
      for (const row of rows) {
        const words =
          String(Object.values(JSON.parse(row).vars)[0])
            .toLowerCase()
            .match(/[a-z]+/gu) ?? []
        for (let i = 0; i + 4 <= words.length; i++) {
          const run = words.slice(i, i + 4).join(' ')
          assert.ok(!lexicon.includes(run), run)
        }
      }
    }
  })

  it('answer in a language that does not exist by likeness to the definitions', () => {
    assert.equal(ask(promptWith(DEFINITIONS, 'the sarf and a mebbit')), 'plim')
    assert.equal(ask(promptWith(DEFINITIONS, 'one gorset by the plaw')), 'dask')
    assert.equal(ask(promptWith(DEFINITIONS, 'vontil, with dremp')), 'zorv')
  })

  it('give other answers when the definitions change places', () => {
    const moved = [DEFINITIONS[1] ?? '', DEFINITIONS[2] ?? '', DEFINITIONS[0] ?? '']
    assert.equal(ask(promptWith(moved, 'the sarf and a mebbit')), 'zorv')
    assert.equal(ask(promptWith(moved, 'one gorset by the plaw')), 'plim')
  })

  it('score labels by their definitions alone, wherever these stand', () => {
    const scores = (definitions: readonly string[]): number[] => {
      const prompt = readPrompt([{ role: 'user', content: promptWith(definitions, 'a mebbit with dremp, a sarf') }])
      return scoreLabels(prompt, ABILITIES.large).map((score) => Math.round(score * 1e6) / 1e6)
    }
    const [a, b, c] = scores(DEFINITIONS)
    assert.deepEqual(scores([DEFINITIONS[2] ?? '', DEFINITIONS[0] ?? '', DEFINITIONS[1] ?? '']), [c, a, b])
  })

  it('do not know what the prompt does not say', () => {
    const bare = promptWith(['', '', ''], 'INPUT').replace(/: $/gmu, '')
    const inputs = DEFINITIONS.flatMap((text) => text.split(' '))
    const right = inputs.filter(
      (word, i) => ask(bare.replace('INPUT', `a ${word} over there`)) === ['zorv', 'plim', 'dask'][Math.floor(i / 3)],
    )
    assert.ok(right.length < inputs.length / 2 + 2, `${right.length} of ${inputs.length} by guessing`)
  })

  it('learn from worked examples in the prompt', () => {
    const examples = [
      ['a red wombol in the yard', 'plim'],
      ['my wombol is gone', 'plim'],
      ['the fesk broke', 'dask'],
      ['two fesks for sale', 'dask'],
    ].map(([input, label]) => `Input: ${input}\nAnswer: ${label}`)
    const prompt = promptWith(['', '', ''], 'an old wombol').replace(/: $/gmu, '')
    const taught = prompt.replace('Text:', `Answered cases:\n\n${examples.join('\n\n')}\n\nText:`)
    assert.equal(ask(taught), 'plim')
    assert.equal(ask(taught.replace('an old wombol', 'an old fesk')), 'dask')
  })

  it('follow a rule over a definition', () => {
    const text = promptWith(DEFINITIONS, 'the sarf near the kelpit')
    const ruled = text.replace('Text:', 'If the text is about a kelpit or a sarf, answer dask, not plim.\n\nText:')
    assert.equal(ask(text), 'plim')
    assert.equal(ask(ruled), 'dask')
  })

  it('give the same answer to the same request and repeat, at every size', () => {
    for (const size of ['small', 'medium', 'large'] as const) {
      const messages = [{ role: 'user' as const, content: promptWith(DEFINITIONS, 'a mebbit') }]
      const draw = (repeat: number): string => answer({ size, messages, repeat }).text
      assert.deepEqual([0, 1, 2, 3].map(draw), [0, 1, 2, 3].map(draw))
    }
  })
})
