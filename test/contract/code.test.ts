// A user's code in a process of its own: what it returns, and what it may not do.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CodeError, type CodeLanguage, type CodePiece } from '../../src/core/code.ts'
import { childProcessRunner } from '../../src/providers/code/childProcess.ts'
import { programModel } from '../../src/providers/code/programModel.ts'

describe('code of a user', () => {
  let root = ''
  const never = new AbortController().signal
  const limits = { timeoutMs: 20_000, memoryMb: 256 }
  const inline = (
    language: CodeLanguage,
    text: string,
    args: readonly unknown[] = ['out', { vars: { x: 1 } }],
    given = limits,
  ) =>
    childProcessRunner(root, given).run(
      {
        piece: { language, place: 'e.yaml:3', file: undefined, name: undefined, text },
        args,
        parameters: ['output', 'context'],
      },
      never,
    )
  const inFile = async (language: CodeLanguage, file: string, text: string, name?: string) => {
    await writeFile(join(root, file), text)
    return childProcessRunner(root, limits).run(
      { piece: { language, place: file, file, name, text }, args: ['out', { vars: { x: 1 } }], parameters: [] },
      never,
    )
  }

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'tunesmith-code-test-'))
  })
  after(() => rm(root, { recursive: true }))

  it('returns a value, from an expression, a body, a file and a named export', async () => {
    assert.equal(await inline('javascript', 'output.length + context.vars.x'), 4)
    assert.deepEqual(await inline('javascript', 'const n = output.length\nreturn { pass: n === 3, score: 1 }'), {
      pass: true,
      score: 1,
    })
    assert.equal(await inFile('javascript', 'a.mjs', 'export default async (output) => output === "out"'), true)
    assert.equal(await inFile('javascript', 'b.cjs', 'module.exports = (output, { vars }) => vars.x'), 1)
    assert.equal(
      await inFile('javascript', 'c.ts', 'export function check(output: string): number { return 0.5 }', 'check'),
      0.5,
    )
    assert.equal(await inline('python', 'len(output) + context["vars"]["x"]'), 4)
    assert.deepEqual(
      await inFile('python', 'd.py', 'def get_assert(output, context):\n    return {"pass": True, "score": 0.5}'),
      { pass: true, score: 0.5 },
    )
  })

  it('keeps every character of a long result', async () => {
    const long = `return 'x' + ${JSON.stringify('ä€')}.repeat(150000)\n`
    assert.equal(await inline('javascript', long), `x${'ä€'.repeat(150_000)}`)
  })

  it('is an error that says so where it cannot be started, or its answer cannot be read', async () => {
    const piece = { language: 'command', place: 'e.yaml:3', file: undefined, name: undefined, text: 'echo' } as const
    const give = (argument: string) =>
      childProcessRunner(root, limits).run({ piece, args: [], parameters: [], argv: [argument] }, never)
    await assert.rejects(give('x'.repeat(4_000_000)), CodeError)
    await assert.rejects(give('a\0b'), CodeError)
    const noise = `const { writeSync } = process.getBuiltinModule('fs')\nwriteSync(3, 'noise')\nreturn 1`
    await assert.rejects(inline('javascript', noise), (error) => error instanceof CodeError && !error.thrown)
  })

  it('runs many calls in one process, and takes an export that is no function for the result', async () => {
    await writeFile(join(root, 'e.mjs'), 'let n = 0\nexport default (x) => x + ++n')
    await writeFile(join(root, 'f.ts'), 'const rows: number[] = [1, 2]\nexport default rows')
    await writeFile(join(root, 'g.py'), 'def get_var(name):\n    return {"output": name}')
    const run = (language: CodeLanguage, file: string, name?: string, batch?: readonly (readonly unknown[])[]) => {
      const piece = { language, place: file, file, name, text: file }
      const call = { piece, args: [], parameters: [], ...(batch !== undefined && { batch }), orValue: true } as const
      return childProcessRunner(root, limits).run(call, never)
    }
    assert.deepEqual(await run('javascript', 'e.mjs', undefined, [[1], [1]]), [2, 3])
    assert.deepEqual(await run('javascript', 'f.ts'), [1, 2])
    assert.deepEqual(await run('python', 'g.py', 'get_var', [['a'], ['b']]), [{ output: 'a' }, { output: 'b' }])
  })

  it('plays a model, as a function, a class or a command, and is told the case', async () => {
    await writeFile(
      join(root, 'bot.py'),
      `def call_api(prompt, options, context):
    if prompt == 'fail':
        return {'error': 'no luck'}
    usage = {'prompt': 3, 'completion': 2}
    return {'output': [prompt, options['config']['n'], context['vars']['a']], 'tokenUsage': usage}`,
    )
    await writeFile(
      join(root, 'bot.cjs'),
      `module.exports = class {
  constructor(options) { this.n = options.config.n }
  async callApi(prompt, context) { return { output: prompt + this.n + context.vars.a } }
}`,
    )
    const ask = (piece: CodePiece, prompt: string) => {
      const model = programModel({ id: 'x:y', piece, options: { config: { n: 7 } } }, childProcessRunner(root, limits))
      const messages = [{ role: 'user', content: prompt }] as const
      return model.send({ messages, maxOutputTokens: 5, repeat: 0, vars: { a: 'b' } }, never)
    }
    const file = (language: CodeLanguage, path: string, name?: string): CodePiece => ({
      language,
      place: path,
      file: path,
      name,
      text: path,
    })
    const python = await ask(file('python', 'bot.py', 'call_api'), 'hi')
    assert.equal(python.text, '["hi",7,"b"]')
    assert.deepEqual(python.usage, { inputTokens: 3, outputTokens: 2 })
    assert.equal((await ask(file('javascript', 'bot.cjs'), 'hi')).text, 'hi7b')
    const shell: CodePiece = { ...file('command', 'x'), file: undefined, text: `sh -c 'printf "%s|%s" "$1" "$#"' name` }
    assert.equal((await ask(shell, '$(echo no); "hi"')).text, '$(echo no); "hi"|3')
    await assert.rejects(ask(file('python', 'bot.py', 'call_api'), 'fail'), /x:y gave no answer: no luck/)
    await assert.rejects(ask(file('python', 'bot.py', 'none'), 'hi'), /x:y gave no answer: .*none/)
  })

  it('may print what it likes without it being taken for the result', async () => {
    assert.equal(await inline('javascript', 'console.log("{\\"value\\": 7}")\nreturn 1'), 1)
    assert.equal(await inline('python', 'print("x")\nreturn 1'), 1)
  })

  it('gives a command its input and takes its exit code', async () => {
    assert.deepEqual(await inline('command', 'cat; exit 3', [{ output: 'a' }]), {
      code: 3,
      stdout: '{"output":"a"}',
      stderr: '',
    })
  })

  it('runs beside the files that come with it, away from the workspace, and is told where that is', async () => {
    await writeFile(join(root, 'here.txt'), '')
    const text = 'ls; cat output.txt; test "$WORKSPACE" != "$(pwd)" && ls "$WORKSPACE/here.txt" && echo x > new.txt'
    const { code, stdout } = (await childProcessRunner(root, limits).run(
      {
        piece: { language: 'command', place: 'x', file: undefined, name: undefined, text },
        args: [],
        parameters: [],
        files: { 'output.txt': 'the output\n' },
      },
      never,
    )) as { code: number; stdout: string }
    assert.deepEqual([code, stdout.split('\n').slice(0, 2)], [0, ['output.txt', 'the output']])
    await assert.rejects(readFile(join(root, 'new.txt')), /ENOENT/)
  })

  it('sees none of our secrets', async () => {
    process.env.OPENAI_API_KEY = 'sk-secret'
    try {
      assert.equal(await inline('javascript', 'JSON.stringify(process.env).includes("sk-secret")'), false)
      const { stdout } = (await inline('command', 'env')) as { stdout: string }
      assert.ok(!stdout.includes('sk-secret'))
    } finally {
      delete process.env.OPENAI_API_KEY
    }
  })

  it('ends when its time is up, with all that it started', async () => {
    const short = { timeoutMs: 300, memoryMb: 256 }
    await assert.rejects(inline('javascript', 'while (true) {}\n', [], short), /took longer than 0.3 s/)
    await assert.rejects(inline('command', 'sleep 60 & sleep 60', [], short), /took longer/)
  })

  it('ends when it takes too much memory', async () => {
    const greedy = 'const all = []\nfor (;;) all.push(new Array(1e6).fill(all.length))'
    await assert.rejects(inline('javascript', greedy, [], { timeoutMs: 20_000, memoryMb: 64 }), CodeError)
  })

  it('that fails says where and why', async () => {
    await assert.rejects(inline('javascript', 'null.x'), /e\.yaml:3 failed: Cannot read/)
    await assert.rejects(inline('python', '1 / 0'), /ZeroDivisionError/)
    await assert.rejects(inFile('javascript', 'e.mjs', 'export const a = 1'), /exports no function/)
    await assert.rejects(inline('javascript', 'process.exit(5)'), /ended with code 5/)
  })

  it('stops when the run is cancelled', async () => {
    const piece = { language: 'command' as const, place: 'x', file: undefined, name: undefined, text: 'sleep 60' }
    const stop = AbortSignal.abort(new Error('Cancelled.'))
    await assert.rejects(childProcessRunner(root).run({ piece, args: [], parameters: [] }, stop), /Cancelled/)
  })
})
