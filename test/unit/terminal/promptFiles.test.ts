import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Command, readArguments } from '../../../src/terminal/arguments.ts'
import { editFiles, renderFiles, validateFiles } from '../../../src/terminal/promptFiles.ts'

describe('the verbs for scripts', () => {
  let folder = ''
  const file = (name: string) => join(folder, name)
  const command = (...argv: string[]): Command => {
    const reading = readArguments(argv)
    assert.equal(reading.kind, 'command')
    return (reading as Extract<typeof reading, { kind: 'command' }>).command
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunesmith-verbs-'))
    await writeFile(file('a.prompty'), 'system:\r\nBe brief.\r\nuser:\r\n{{x}}')
    await writeFile(file('b.prompty'), 'system:\nBe kind.\nuser:\n{{x}}')
    await writeFile(file('v.json'), '{"x": "user:\\nhi"}')
  })
  after(() => rm(folder, { recursive: true }))

  it('render one file as its messages, several as a list', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'user:\nhi' },
    ]
    const one = await renderFiles(command('render', file('a.prompty'), '--vars', file('v.json')))
    assert.deepEqual(one.json, { messages })
    const two = await renderFiles(command('render', file('a.prompty'), file('b.prompty'), '--vars', file('v.json')))
    assert.deepEqual(
      (two.json as { path: string }[]).map(({ path }) => path),
      [file('a.prompty'), file('b.prompty')],
    )
  })

  it('render a prompt with the partials that stand beside it', async () => {
    await writeFile(file('d.prompt'), '---\nmodel: x\n---\n{{role "user"}}Hi {{x}}. {{>sign}}')
    await writeFile(file('_sign.prompt'), 'Yours.')
    const { json } = await renderFiles(command('render', file('d.prompt'), '--vars', file('v.json')))
    assert.deepEqual(json, { messages: [{ role: 'user', content: 'Hi user:\nhi. Yours.' }] })
  })

  it('edit all files or none', async () => {
    const edit = command('edit', file('a.prompty'), file('b.prompty'), '--find', 'Be brief.', '--replace', '')
    await assert.rejects(editFiles(edit), /is not in the file/)
    assert.equal(await readFile(file('a.prompty'), 'utf8'), 'system:\r\nBe brief.\r\nuser:\r\n{{x}}')
    await editFiles(command('edit', file('a.prompty'), file('b.prompty'), '--find', 'Be ', '--replace', '- Stay '))
    assert.equal(await readFile(file('a.prompty'), 'utf8'), 'system:\r\n- Stay brief.\r\nuser:\r\n{{x}}')
    assert.equal(await readFile(file('b.prompty'), 'utf8'), 'system:\n- Stay kind.\nuser:\n{{x}}')
  })

  it('validate pairs, and fail where one has a problem', async () => {
    await writeFile(file('c.prompty'), 'system:\nx\nuser:\n{{y}}')
    const bad = await validateFiles(command('validate', file('b.prompty'), file('c.prompty')))
    assert.equal(bad.exitCode, 1)
    assert.deepEqual(bad.json, { problems: [{ code: 'variable-renamed', message: '{{x}} is renamed to {{y}}.' }] })
    const good = await validateFiles(command('validate', file('b.prompty'), file('b.prompty')))
    assert.deepEqual([good.exitCode, good.json], [0, { problems: [] }])
    await assert.rejects(validateFiles(command('validate', file('b.prompty'))), /pairs/)
  })
})
