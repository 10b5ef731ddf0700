// Prompts that a program writes, and cases that are for some prompts and models alone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CodeCall } from '../../../src/core/code.ts'
import { Engine } from '../../../src/core/engine.ts'
import { InputError } from '../../../src/core/errors.ts'
import { loadEvalFile } from '../../../src/core/evals/evalFile.ts'
import { LoadCode } from '../../../src/core/evals/loadCode.ts'
import { parsePrompts, writePrompt } from '../../../src/core/prompt/registry.ts'
import { loadTask } from '../../../src/core/task.ts'
import { openMemoryStore } from '../../../src/store/openStore.ts'
import { fakeClock, fakeModel } from '../../support/fakeModel.ts'
import { memoryFiles } from '../../support/memoryFiles.ts'

interface Told {
  readonly vars: { readonly a: string }
}

const PROGRAMS: Readonly<Record<string, (told: Told) => unknown>> = {
  chat: ({ vars }) => [
    { role: 'system', content: 'Be {{tone}}.' },
    { role: 'user', content: `About ${vars.a}` },
  ],
  text: ({ vars }) => ({ prompt: `Tell ${vars.a}`, config: { temperature: 1 } }),
  nothing: () => undefined,
  mute: () => [{ role: 'user' }],
}
const run = async ({ piece, batch, args, argv }: CodeCall) => {
  if (piece.language === 'command') return { code: 0, stdout: `run with ${argv?.[0]}\n`, stderr: '' }
  const program = PROGRAMS[piece.text]
  return (batch ?? [args]).map(([told]) => program?.(told as Told))
}
const code = () => new LoadCode({ run, isAllowed: () => true, mend: '' })

const CONFIG = `prompts:
  - {id: file://chat.js, label: chatty}
  - file://text.py:build
  - file://nothing.js
  - exec:./make.sh
  - file://mute.js
providers: [fake:one]
tests:
  - {vars: {a: x, tone: kind}, assert: [{type: contains, value: y}]}
`
const FILES = {
  'p.eval.yaml': CONFIG,
  'chat.js': 'chat',
  'text.py': 'text',
  'nothing.js': 'nothing',
  'mute.js': 'mute',
}
const load = (path: string) => loadTask(memoryFiles(FILES), path, 'p.eval.yaml', {}, code())

describe('a prompt that a program writes', () => {
  it('is what the program makes of each case, its templates filled in', async () => {
    const messages = async (path: string) => (await load(path)).evalFile.cases.map((kase) => kase.messages)
    assert.deepEqual(await messages('chat.js#default()'), [
      [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'About x' },
      ],
    ])
    assert.deepEqual(await messages('text.py#build()'), [[{ role: 'user', content: 'Tell x' }]])
    const [[printed] = []] = await messages('p.eval.yaml#prompts/3()')
    assert.match(printed?.content ?? '', /^run with \{"vars":\{"a":"x","tone":"kind"\}/)
    await assert.rejects(messages('nothing.js#default()'), /nothing\.js#default\(\) returned no prompt/)
    assert.deepEqual(await messages('mute.js#default()'), [[{ role: 'user', content: '[{"role":"user"}]' }]])
  })

  it('by a command takes a process for each case, eight at a time, and stops where one fails', async () => {
    let [active, most, started] = [0, 0, 0]
    const loading = (fails: boolean) =>
      new LoadCode({
        run: async () => {
          most = Math.max(most, ++active)
          const stops = ++started === 10 && fails
          await new Promise(setImmediate)
          active--
          return { code: stops ? 1 : 0, stdout: 'p', stderr: '' }
        },
        isAllowed: () => true,
        mend: '',
      })
    const rows = Array.from({ length: 40 }, (_, i) => `  - {vars: {a: ${i}}}\n`).join('')
    const files = memoryFiles({ 'p.eval.yaml': `prompts: ['exec:./make.sh']\nproviders: [fake:one]\ntests:\n${rows}` })
    const load40 = (fails: boolean) => loadTask(files, 'p.eval.yaml#prompts/0()', 'p.eval.yaml', {}, loading(fails))
    assert.equal((await load40(false)).evalFile.cases.length, 40)
    assert.deepEqual([most, started], [8, 40])
    started = 0
    await assert.rejects(load40(true), /wrote no prompt/)
    assert.equal(started, 16)
  })

  it('that is run whole asks for consent again where its text changed', async () => {
    const piece = async (script: string, prompts = 'file://make.py') => {
      const files = memoryFiles({
        'a/p.eval.yaml': `prompts: [${prompts}]\n${CONFIG.slice(CONFIG.indexOf('tests'))}`,
        'a/make.py': script,
      })
      const { promptPrograms, warnings } = await loadEvalFile(files, 'a/p.eval.yaml')
      return promptPrograms?.[0]?.piece.text ?? warnings[0] ?? ''
    }
    assert.match(await piece('one'), /^cd 'a' && : [0-9a-f]{64} && python3 '\.\/make\.py'$/)
    assert.notEqual(await piece('one'), await piece('two'))
    assert.match(await piece('one', 'file://none.sh'), /"file:\/\/none\.sh" writes no prompt: There is no file/)
  })

  it('is measured, and never searched on', async () => {
    const task = await load('chat.js#default()')
    const model = fakeModel('fake:one', () => 'y')
    const backends = () => Promise.reject(new Error('no backend'))
    const deps = { store: openMemoryStore(), clock: fakeClock(), models: async () => model, backends, prices: {} }
    const engine = new Engine(deps)
    const { signal } = new AbortController()
    for await (const event of engine.evaluate(task, {}, signal))
      if (event.type === 'eval-report') assert.equal(event.report.rows[0]?.rate.k, 1)
    assert.deepEqual(model.requests[0]?.messages[1], { role: 'user', content: 'About x' })
    await assert.rejects(engine.optimize(task, {}, signal).next(), /A program writes this prompt/)
  })
})

describe('prompts in a config that is a program', () => {
  const source = "export default { prompts: ['Say {{a}}', { raw: `Tell {{a}}` }, make(), 'x' + y], tests: ['no'] }\n"

  it('are its strings, edited where they stand', () => {
    const found = parsePrompts('promptfooconfig.js', source)
    assert.deepEqual(
      found.map(({ path, messages }) => [path, messages[0]?.text]),
      [
        ['promptfooconfig.js#prompts/0', 'Say {{a}}'],
        ['promptfooconfig.js#prompts/1', 'Tell {{a}}'],
      ],
    )
    const [first] = found
    assert.ok(first)
    assert.equal(writePrompt(first, ["Don't say {{a}}"]), source.replace("'Say {{a}}'", "'Don\\'t say {{a}}'"))
  })
})

describe('a case that is for some prompts or models', () => {
  const yaml = `prompts: [{id: file://a.txt, label: short one}, file://b.txt]
providers: [fake:one, {id: fake:two, label: big, prompts: [b.txt]}]
tests:
  - {vars: {x: 1}, prompts: [short*], assert: [{type: equals, value: ok}]}
  - {vars: {x: 2}, providers: [big], assert: [{type: equals, value: ok}]}
  - {vars: {x: 3}, assert: [{type: equals, value: ok}]}
`
  const files = memoryFiles({ 'a.txt': 'A {{x}}', 'b.txt': 'B {{x}}', 'c.txt': 'C {{x}}', 'p.eval.yaml': yaml })

  it('is left to them, as is a prompt to the models that name it', async () => {
    const a = (await loadTask(files, 'a.txt')).evalFile
    const b = (await loadTask(files, 'b.txt')).evalFile
    assert.deepEqual([a.cases.map(({ vars }) => vars.x), a.models], [[1, 2, 3], ['fake:one']])
    assert.deepEqual(
      [b.cases.map(({ vars }) => vars.x), b.models],
      [
        [2, 3],
        ['fake:one', 'fake:two'],
      ],
    )
  })

  it('is asked of the models that it names, and of any that stands in for all', async () => {
    const task = await loadTask(files, 'b.txt')
    const backends = () => Promise.reject(new Error('no backend'))
    const models = async (id: string) => fakeModel(id, () => 'ok')
    const engine = new Engine({ store: openMemoryStore(), clock: fakeClock(), models, backends, prices: {} })
    const counts = async (ids: readonly string[]) => {
      for await (const event of engine.evaluate(task, { models: ids }, new AbortController().signal))
        if (event.type === 'eval-report') return event.report.rows.map(({ rate }) => rate.n)
      throw new InputError('There is no report.', '')
    }
    assert.deepEqual(await counts(['fake:one', 'fake:two']), [1, 2])
    assert.deepEqual(await counts(['fake:other']), [2])
  })
})
