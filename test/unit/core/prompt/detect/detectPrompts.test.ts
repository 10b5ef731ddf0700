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
  it('finds prompts in code whose name says so, or that an eval file names, each under its own name', async () => {
    const code = 'const A_PROMPT = "Write a summary of the text below in two sentences."\n'
    const found = await detectPrompts(
      memoryFiles({
        'src/prompts.ts': code,
        'src/agent.ts': `${code}// tunesmith:prompt other\nsay("Hi")\n`,
        'src/none.ts': code,
        'evals/a.eval.yaml': 'prompts: [file://../src/agent.ts#A_PROMPT, file://../src/none.py]\n',
      }),
    )
    assert.deepEqual(
      found
        .filter(({ path }) => path.startsWith('src'))
        .map(({ path, kind, evalPath, line }) => [path, kind, evalPath, line]),
      [
        ['src/agent.ts', 'container', null, 1],
        ['src/agent.ts#A_PROMPT', 'prompt', 'evals/a.eval.yaml', 1],
        ['src/agent.ts#other', 'prompt', null, 3],
        ['src/prompts.ts', 'container', null, 1],
        ['src/prompts.ts#A_PROMPT', 'prompt', null, 1],
      ],
    )
  })

  it('finds prompts by their names, their folder and their eval file, and nothing else', async () => {
    const found = await detectPrompts(files)
    assert.deepEqual(
      found.map(
        ({ path, kind, label, class: sort, variables }) => `${path} | ${kind} | ${label} | ${sort} | ${variables}`,
      ),
      [
        '.github/copilot-instructions.md | prompt | Copilot instructions | instructions | ',
        '.github/instructions/ts.instructions.md | prompt | Copilot instructions | instructions | ',
        '.github/prompts/explain.prompt.md | prompt | Copilot prompt | task | code',
        'AGENTS.md | prompt | AGENTS.md | instructions | ',
        'broken.eval.yml | container | Eval file | task | ',
        'docs/CLAUDE.md | prompt | CLAUDE.md | instructions | ',
        'evals/odd.md | prompt | Markdown | task | o',
        'evals/route.eval.yaml | container | Eval file | task | ',
        'prompts/chat.json | prompt | Chat JSON | task | q',
        'prompts/nested/judge.md | prompt | Markdown | task | a,b',
        'prompts/promptfooconfig.yaml | container | Eval file | task | ',
        'prompts/route.txt | prompt | Text | task | text',
        'src/broken.prompt.md | prompt | Copilot prompt | task | ',
        'src/chat.prompty | prompt | Prompty | task | name',
      ],
    )
  })

  it('pairs a prompt with the nearest eval file that names it', async () => {
    const found = new Map((await detectPrompts(files)).map((prompt) => [prompt.path, prompt.evalPath]))
    assert.equal(found.get('prompts/route.txt'), 'prompts/promptfooconfig.yaml')
    assert.equal(found.get('evals/odd.md'), 'evals/route.eval.yaml')
    assert.equal(found.get('prompts/chat.json'), null)
  })

  it('says for each file why, how sure it is, its roles and where the body begins', async () => {
    const found = await detectPrompts(files)
    const { reasons, confidence, roles, bodyStart, line } = found.find(({ path }) => path.includes('explain')) ?? {}
    assert.deepEqual(
      { reasons, confidence, roles, bodyStart, line },
      { reasons: ['the name of a Copilot prompt file'], confidence: 1, roles: ['user'], bodyStart: 16, line: 4 },
    )
    const judge = found.find(({ path }) => path === 'prompts/nested/judge.md')
    assert.ok(judge && judge.confidence >= 0.5 && judge.confidence < 1)
    const odd = found.find(({ path }) => path === 'evals/odd.md')
    assert.deepEqual([odd?.confidence, odd?.reasons[0]], [1, 'named by evals/route.eval.yaml'])
  })

  it('believes the settings, then the language, before name and content', async () => {
    const found = await detectPrompts(
      memoryFiles({
        'AGENTS.md': 'Be kind.',
        'notes/a.rst': 'Sort {{x}}',
        'notes/b.rst': 'Sort {{x}}',
        'b.md': 'Explain ${input:code}',
        'c.md': 'Prose',
      }),
      {
        overrides: { 'AGENTS.md': false, 'notes/*.rst': 'text', '/notes/b.rst': false, '*.toml': 'no-such-format' },
        languageOf: (path) => ({ 'b.md': 'prompt', 'c.md': 'markdown', 'AGENTS.md': 'instructions' })[path],
      },
    )
    assert.deepEqual(
      found.map(({ path, format, variables, reasons }) => [path, format, variables, reasons]),
      [
        ['b.md', 'copilot-prompt', ['code'], ['its language is prompt']],
        ['notes/a.rst', 'text', ['x'], ['the settings say so: notes/*.rst']],
      ],
    )
  })

  it('lists a file that holds several prompts as a container, and each of them by its name', async () => {
    const source = 'function A(x: string) -> string { prompt #"Hi {{x}}"# }\nfunction B() -> int { prompt #"Ho"# }\n'
    const found = await detectPrompts(memoryFiles({ 'src/a.baml': source }))
    assert.deepEqual(
      found.map(({ path, kind, format, line }) => [path, kind, format, line]),
      [
        ['src/a.baml', 'container', 'baml', 1],
        ['src/a.baml#A', 'prompt', 'baml', 1],
        ['src/a.baml#B', 'prompt', 'baml', 2],
      ],
    )
  })

  it('looks only where it is asked to, and still knows the eval files of the whole', async () => {
    const found = await detectPrompts(files, { within: ['prompts', 'AGENTS.md'] })
    assert.deepEqual(
      found.map(({ path }) => path),
      [
        'AGENTS.md',
        'prompts/chat.json',
        'prompts/nested/judge.md',
        'prompts/promptfooconfig.yaml',
        'prompts/route.txt',
      ],
    )
  })

  it('reads only files whose name qualifies', async () => {
    const fresh = memoryFiles({
      'README.md': 'x',
      'package.json': '{}',
      'docs/guide.md': 'x',
      'src/a.ts': 'x',
      'data/a.jsonl': '{}',
      'node_modules/a/prompts/b.md': 'x',
      'dist/AGENTS.md': 'x',
      'x.prompty': 'Hi',
    })
    await detectPrompts(fresh)
    assert.deepEqual(fresh.reads, ['x.prompty'])
  })

  it('stops when asked to', async () => {
    await assert.rejects(detectPrompts(files, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })
})
