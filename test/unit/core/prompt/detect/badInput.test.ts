// Files that lie about what they are: detection must neither throw nor take more than time in proportion to their size.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isCandidate, isWorthReading, MOST_BYTES } from '../../../../../src/core/prompt/detect/candidates.ts'
import { detectPrompts } from '../../../../../src/core/prompt/detect/detectPrompts.ts'
import { parsePrompts } from '../../../../../src/core/prompt/registry.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const NAMES = [
  'AGENTS.md',
  'a.prompt.md',
  'a.prompty',
  'a.prompt',
  'a.poml',
  'a.baml',
  'prompts/a.txt',
  'prompts/a.md',
  'prompts/a.json',
  'prompts/a.yaml',
  'prompts/a.j2',
  'prompts/a.mustache',
  'prompts/a.liquid',
  'p/skprompt.txt',
  '.gemini/commands/a.toml',
  '.claude/commands/a.md',
  '.cursor/rules/a.mdc',
  'agents/a.md',
  'skills/a.md',
  'promptfooconfig.yaml',
  'src/prompts.ts',
  'src/prompts.py',
]
const PIECES = [
  '---\n',
  'name: a\n',
  'prompts:\n',
  'role: user\n',
  '- ',
  '{"role":"user","content":"',
  '[',
  '"',
  '\\',
  '{{',
  '}}',
  '{%',
  '${',
  'prompt #"',
  '"#',
  '"""',
  "'",
  'system:\n',
  '<message role="user">',
  '</',
  '```\n',
  'You are ',
  '\r',
  '\n',
  '\t',
  ' ',
  '#',
  '\\ud800',
  '𝕏',
  '\u0000',
  'a',
]

describe('bad input', () => {
  it('is listed or left out, and never throws', async () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const found = await detectPrompts(memoryFiles(Object.fromEntries(NAMES.map((name) => [name, content]))))
        for (const { confidence, bodyStart, reasons } of found) {
          assert.ok(confidence >= 0.5 && confidence <= 1)
          assert.ok(bodyStart >= 0 && bodyStart <= content.length)
          assert.ok(reasons.length > 0)
        }
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('with a prompt’s name is no prompt where it is binary, no UTF-8, or too large', async () => {
    const bytes = (...values: number[]) => new Uint8Array(values)
    const files = memoryFiles({
      'a.prompty': bytes(0x50, 0x4b, 3, 4, 0, 0),
      'b.prompty': bytes(0xed, 0xa0, 0x80),
      'c.prompty': 'x'.repeat(MOST_BYTES + 1),
      'AGENTS.md': bytes(0xff, 0xfe, 0x41, 0),
    })
    assert.deepEqual(await detectPrompts(files), [])
  })

  it('is never read beyond the limit', async () => {
    const asked: (number | undefined)[] = []
    await detectPrompts({
      list: async () => NAMES,
      read: async (_path, atMost) => {
        asked.push(atMost)
        return undefined
      },
    })
    assert.ok(asked.length > 0)
    assert.deepEqual(
      asked.filter((most) => most !== MOST_BYTES),
      [],
    )
  })

  // Quadratic work on these would take minutes, so that the run itself is the bound; nothing here looks at a clock.
  it('that baits patterns into backtracking costs time in proportion to its size', async () => {
    const baits = [
      ...' \t\n#{"\\<[`',
      '- ',
      '{{ ',
      '{% ',
      '${',
      '```\n',
      '---\n',
      'a: ',
      'prompt #',
      'You are ',
      '{{a}}',
    ]
    // Broken YAML costs its library more than that, so lines of it are bounded instead.
    const names = NAMES.filter((name) => !name.endsWith('.yaml'))
    for (const bait of baits) {
      const content = bait.repeat(20_000 / bait.length)
      await detectPrompts(memoryFiles(Object.fromEntries(names.map((name) => [name, content]))))
    }
    const path = `${'prompt'.repeat(2000)}/${'a.'.repeat(5000)}x`
    assert.equal(isCandidate(path) && isWorthReading(path), false)
  })

  it('in the settings is passed over', async () => {
    const overrides = { ['{'.repeat(5000)]: 'text', ['*a'.repeat(900)]: false, 'b.md': 'constructor' } as const
    const found = await detectPrompts(memoryFiles({ [`${'a'.repeat(3000)}.txt`]: 'x', 'b.md': 'x' }), { overrides })
    assert.deepEqual(found, [])
    assert.throws(() => parsePrompts('b.rst', 'x'))
  })
})
