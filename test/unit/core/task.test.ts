import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import { writePrompt } from '../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../src/core/prompt/render.ts'
import { loadTask } from '../../../src/core/task.ts'
import { memoryFiles } from '../../support/memoryFiles.ts'

const EVAL = `
prompts: [file://route.txt]
providers: [sandbox:small]
tests: file://cases.jsonl
defaultTest: {assert: [{type: equals, value: '{{expected}}'}]}
`
const ROWS = '{"id":"1","input":{"text":"a"},"expected":"x"}\n{"id":"2","input":{"text":"b"},"expected":"y"}\n'
const workspace = { 'p/route.txt': 'Route:\n{{text}}\n', 'p/route.eval.yaml': EVAL, 'p/cases.jsonl': ROWS }
const load = (changes: Readonly<Record<string, string>> = {}, prompt = 'p/route.txt', evalPath?: string) =>
  loadTask(memoryFiles({ ...workspace, ...changes }), prompt, evalPath)

async function problem(...args: Parameters<typeof load>): Promise<string> {
  try {
    await load(...args)
  } catch (error) {
    if (InputError.is(error)) return error.sentence
    throw error
  }
  return 'no error'
}

describe('a task', () => {
  it('may be asked for by its eval file, and is the first prompt that it names', async () => {
    const config = EVAL.replace('[file://route.txt]', "[file://route.txt, 'Sort {{text}}']")
    const { prompt, evalFile } = await load({ 'p/route.eval.yaml': config }, 'p/route.eval.yaml')
    assert.equal(prompt.path, 'p/route.txt')
    assert.match(evalFile.warnings[0] ?? '', /the first prompt of 2; the others are p\/route\.eval\.yaml#prompts\/1/)
    const none = EVAL.replace('[file://route.txt]', '[file://none/*.txt]')
    assert.match(await problem({ 'p/route.eval.yaml': none }, 'p/route.eval.yaml'), /names no prompt that can be read/)
  })

  it('is a prompt with the cases of the eval file that names it', async () => {
    const { prompt, evalFile } = await load()
    assert.deepEqual([prompt.format, prompt.variables, evalFile.path], ['text', ['text'], 'p/route.eval.yaml'])
    assert.deepEqual(
      evalFile.cases.map((kase) => kase.expected),
      ['x', 'y'],
    )
    assert.deepEqual(evalFile.warnings, [])
  })

  it('takes the eval file it is given, and says when that does not name the prompt', async () => {
    const other = { 'q/other.eval.yaml': EVAL.replace('cases.jsonl', '../p/cases.jsonl') }
    const { evalFile } = await load(other, 'p/route.txt', 'q/other.eval.yaml')
    assert.deepEqual(evalFile.warnings, ['q/other.eval.yaml: the eval file does not name p/route.txt.'])
  })

  it('says what is sent otherwise than promptfoo would send it', async () => {
    const { evalFile } = await load(
      { 'q/alone.txt': 'Route:\n---\n{% if x %}all{% endif %}' },
      'q/alone.txt',
      'p/route.eval.yaml',
    )
    assert.deepEqual(evalFile.warnings, [
      'q/alone.txt:3: "{% if x %}" is sent as it stands; only variables such as {{name}} are filled in.',
      'q/alone.txt: promptfoo splits this file at its lines "---"; here it is one prompt, lines included.',
      'q/alone.txt: the prompt has no variable, so every case asks the same.',
      'p/route.eval.yaml: the eval file does not name q/alone.txt.',
    ])
  })

  it('is each text of a file that promptfoo splits, the first where nothing says which', async () => {
    const split = { 'p/route.txt': 'Route: {{text}}\n---\nSort: {{text}}\n' }
    const first = await load(split)
    assert.deepEqual([first.prompt.path, first.prompt.messages[0]?.text], ['p/route.txt#1', 'Route: {{text}}'])
    assert.deepEqual(first.evalFile.promptPaths, ['p/route.txt#1', 'p/route.txt#2'])
    const second = await load(split, 'p/route.txt#2')
    assert.deepEqual([second.prompt.messages[0]?.text, second.evalFile.warnings], ['Sort: {{text}}', []])
    assert.equal(writePrompt(second.prompt, ['Order: {{text}}']), 'Route: {{text}}\n---\nOrder: {{text}}\n')
  })

  it('says that earlier answers are not in "_conversation", unless the cases bring it', async () => {
    const config = EVAL.replace('route.txt', 'chat.json')
    const chat =
      '[{% for turn in _conversation %}{"role": "user", "content": "{{turn.input}}"},{% endfor %}{"role": "user", "content": "{{text}}"}]'
    const said = /promptfoo fills "_conversation" with the answers to earlier tests; here it is empty/
    assert.match(
      await problem({ 'p/route.eval.yaml': config, 'p/chat.json': chat }, 'p/chat.json'),
      /^p\/chat\.json:1: The prompt makes messages of "_conversation"/,
    )
    const text = { 'p/route.txt': '{% for turn in _conversation %}{{turn.input}}{% endfor %}{{text}}' }
    assert.match((await load(text)).evalFile.warnings.join('\n'), said)
    const own = '{"input": {"text": "a", "_conversation": [{"input": "x", "output": "y"}]}, "expected": "x"}'
    assert.deepEqual((await load({ ...text, 'p/cases.jsonl': own })).evalFile.warnings, [])
  })

  it('is the first line of a JSON Lines file where nothing says which', async () => {
    const config = EVAL.replace('route.txt', 'chats.jsonl')
    const lines = ['Route', 'Sort'].map((verb) => `[{"role": "user", "content": "${verb} {{text}}"}]\n`).join('')
    const { prompt, evalFile } = await load({ 'p/route.eval.yaml': config, 'p/chats.jsonl': lines }, 'p/chats.jsonl')
    assert.deepEqual([prompt.path, prompt.messages[0]?.text], ['p/chats.jsonl#1', 'Route {{text}}'])
    assert.deepEqual([evalFile.promptPaths.length, evalFile.warnings], [2, []])
  })

  it('reads a prompt that an eval file names as promptfoo does, blocks and filters included', async () => {
    const { prompt, evalFile } = await load({
      'p/route.txt': 'Route{% if hint %} ({{hint}}){% endif %}: {{ text | upper }}',
    })
    assert.equal(prompt.engine, 'nunjucks')
    const json = await load({
      'p/route.txt': '{{ (text | load).k }}',
      'p/cases.jsonl': '{"input":{"text":"{\\"k\\":1}"},"expected":"x"}',
    })
    assert.equal(renderMessages(json.prompt, json.evalFile.cases[0]?.vars ?? {})[0]?.content, '1')
    assert.deepEqual(renderMessages(prompt, evalFile.cases[0]?.vars ?? {}), [{ role: 'user', content: 'Route: A' }])
    assert.deepEqual(evalFile.warnings, [])
  })

  it('reads its prompt in the format that the settings name', async () => {
    const files = memoryFiles({ ...workspace, 'p/route.txt': 'system:\nRoute.\nuser:\n{{text}}\n' })
    const { prompt } = await loadTask(files, 'p/route.txt', undefined, { 'p/*.txt': 'prompty' })
    assert.deepEqual([prompt.format, prompt.messages.map(({ role }) => role)], ['prompty', ['system', 'user']])
    assert.equal((await loadTask(files, 'p/route.txt')).prompt.format, 'text')
  })

  it('is refused with file, line and mend where something is missing', async () => {
    assert.match(await problem({}, 'p/none.txt'), /^p\/none\.txt: There is no such prompt/)
    assert.match(await problem({ 'p/route.txt': '\n \n' }), /^p\/route\.txt: The prompt is empty/)
    assert.match(
      await problem({}, 'p/route.txt', 'p/none.eval.yaml'),
      /^p\/none\.eval\.yaml: There is no such eval file/,
    )
    assert.match(
      await problem({ 'p/x.prompt.md': 'Hi' }, 'p/x.prompt.md'),
      /^p\/x\.prompt\.md: No eval file names this prompt; promptfooconfig\.yaml and .* Write x\.eval\.yaml beside it, with "prompts: \[file:\/\/x\.prompt\.md\]"/,
    )
  })

  it('tells the error of a broken eval file beside the prompt, not that there is none', async () => {
    assert.match(
      await problem({ 'p/route.eval.yaml': 'prompts: [file://route.txt\ntests: file://cases.jsonl\n' }, 'p/route.txt'),
      /^p\/route\.eval\.yaml:\d+: /,
    )
  })

  it('is refused where a variable of the prompt has no value', async () => {
    assert.match(
      await problem({ 'p/route.txt': 'Route:\n{{message}}' }),
      /^p\/route\.txt:2: No case in p\/route\.eval\.yaml has a value for the variable "message"\. The cases have text, expected:/,
    )
    assert.match(
      await problem({ 'p/cases.jsonl': `${ROWS}{"id":"3","input":{"txt":"c"},"expected":"x"}` }),
      /^p\/cases\.jsonl:3: The case has no value for the variable "text" of p\/route\.txt/,
    )
  })

  it('loads 5,000 rows, each with its line', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `{"id":${i},"input":{"text":"row ${i}"},"expected":"x"}`)
    const { evalFile } = await load({ 'p/cases.jsonl': rows.join('\n') })
    assert.deepEqual([evalFile.cases.length, evalFile.cases.at(-1)?.source.line], [5000, 5000])
  })
})
