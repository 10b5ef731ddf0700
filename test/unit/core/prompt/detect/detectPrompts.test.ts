// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { detectPrompts } from '../../../../../src/core/prompt/detect/detectPrompts.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const files = memoryFiles({
  'README.md': '# Hi {{x}}',
  'package.json': '{}',
  'requirements.txt': 'numpy',
  'AGENTS.md': 'Be kind.',
  'docs/CLAUDE.md': '@AGENTS.md',
  '.github/copilot-instructions.md': '---\napplyTo: "**"\n---\nBe kind.',
  '.github/instructions/ts.instructions.md': 'Use types.',
  '.github/prompts/explain.prompt.md': '---\nname: x\n---\nExplain ${input:code}',
  'src/broken.prompt.md': '---\nname: x\n',
  'src/chat.prompty': 'system:\nHi {{name}}',
  'prompts/route.txt': 'Route {{text}}',
  'prompts/README.md': 'About these prompts',
  'prompts/nested/judge.md': 'Judge {{ a }} and {{b}}',
  'prompts/chat.json': '[{"role":"user","content":"{{q}}"}]',
  'prompts/settings.json': '{"a": 1}',
  'prompts/huge.txt': 'x'.repeat(300_000),
  'prompts/binary.txt': new Uint8Array([0xff, 0xfe, 0x00]),
  'prompts/latin.txt': new Uint8Array([0x63, 0xe9]),
  'evals/route.eval.yaml': 'prompts: [file://../prompts/route.txt, file://odd.md]\n',
  'evals/odd.md': 'Odd {{o}}',
  'prompts/promptfooconfig.yaml': 'prompts: file://route.txt\n',
  'broken.eval.yml': 'prompts: [a\n',
})

describe('detection', () => {
  it('finds prompts by their names, their folder and their eval file, and nothing else', async () => {
    const found = await detectPrompts(files)
    assert.deepEqual(
      found.map(
        ({ path, kind, label, class: sort, variables }) => `${path} | ${kind} | ${label} | ${sort} | ${variables}`,
      ),
      [
        '.github/copilot-instructions.md | Instructions | instructions | ',
        '.github/instructions/ts.instructions.md | Instructions | instructions | ',
        '.github/prompts/explain.prompt.md | Copilot prompt | task | code',
        'AGENTS.md | Instructions | instructions | ',
        'docs/CLAUDE.md | Instructions | instructions | ',
        'evals/odd.md | Markdown | task | o',
        'prompts/chat.json | Chat JSON | task | q',
        'prompts/nested/judge.md | Markdown | task | a,b',
        'prompts/route.txt | Text | task | text',
        'src/broken.prompt.md | Copilot prompt | task | ',
        'src/chat.prompty | Prompty | task | name',
      ],
    )
  })

  it('pairs a prompt with the nearest eval file that names it', async () => {
    const found = new Map((await detectPrompts(files)).map((prompt) => [prompt.path, prompt.evalPath]))
    assert.equal(found.get('prompts/route.txt'), 'prompts/promptfooconfig.yaml')
    assert.equal(found.get('evals/odd.md'), 'evals/route.eval.yaml')
    assert.equal(found.get('prompts/chat.json'), null)
  })

  it('reads only files whose name qualifies', async () => {
    const fresh = memoryFiles({ 'README.md': 'x', 'src/a.ts': 'x', 'data/a.jsonl': '{}', 'x.prompty': 'Hi' })
    await detectPrompts(fresh)
    assert.deepEqual(fresh.reads, ['x.prompty'])
  })

  it('stops when asked to', async () => {
    await assert.rejects(detectPrompts(files, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })
})
