// What stands in the file after a change was accepted, byte for byte, whatever its lines end in, whatever the settings,
// and whether it is open or not.
import assert from 'node:assert/strict'
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { activated, closeEditors, file, read, until } from './extension.ts'
import { candidateOf, Winners } from './winner.ts'

const winners = new Winners('written')
const review = async () => (await activated()).review

/** Settings of the workspace, as long as `act` runs. */
async function withSettings(settings: Readonly<Record<string, unknown>>, act: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration()
  const set = (value: (key: string) => unknown) =>
    Promise.all(
      Object.keys(settings).map((key) => configuration.update(key, value(key), vscode.ConfigurationTarget.Workspace)),
    )
  await set((key) => settings[key])
  try {
    await act()
  } finally {
    await set(() => undefined)
  }
}

describe('writing back', () => {
  before(() => winners.open())
  afterEach(closeEditors)
  after(() => winners.close())

  const endings: readonly (readonly [string, string, string])[] = [
    ['different ends of line', 'one  \r\ntwo\nthree\r{{x}}\r\n\n', 'one  \r\nTWO\nthree\r{{x}}\r\n\n'],
    ['old Macintosh ones', 'one\rtwo\r{{x}}\r', 'one\rTWO\r{{x}}\r'],
    ['different ones and a byte order mark', '\uFEFFone\r\ntwo\n{{x}}', '\uFEFFone\r\nTWO\n{{x}}'],
    ['CRLF, and spaces at the end', 'one \t\r\ntwo\r\n{{x}}  ', 'one \t\r\nTWO\r\n{{x}}  '],
    ['no last line end', 'one\ntwo\n{{x}}', 'one\nTWO\n{{x}}'],
    ['many last line ends', 'one\ntwo\n{{x}}\n\n\n', 'one\nTWO\n{{x}}\n\n\n'],
  ]
  for (const [what, seed, better] of endings)
    it(`changes nothing beside the change in a file with ${what}`, async () => {
      const run = await winners.make(seed, better)
      assert.deepEqual(await (await review()).acceptAll(run), { kind: 'accepted', complete: true })
      assert.equal(await run.text, better)
    })

  it('takes a file with different ends of line hunk by hunk', async () => {
    const run = await winners.make('one\r\ntwo\nthree\r\n{{x}}\n', 'ONE\r\ntwo\nTHREE\r\n{{x}}\n')
    const service = await review()
    assert.deepEqual(await service.acceptChange(run, 'candidate', 2), { kind: 'accepted', complete: false })
    assert.equal(await run.text, 'one\r\ntwo\nTHREE\r\n{{x}}\n')
    assert.deepEqual(await service.acceptChange(run, 'candidate', 0), { kind: 'accepted', complete: true })
    assert.equal(await run.text, 'ONE\r\ntwo\nTHREE\r\n{{x}}\n')
  })

  it('says of an open file with different ends of line what saving it would do, and waits where it is not saved', async () => {
    const run = await winners.make('one\r\ntwo\n{{x}}\n', 'one\r\nTWO\n{{x}}\n')
    const editor = await vscode.window.showTextDocument(run.file)
    const service = await review()
    const outcome = await service.acceptAll(run)
    assert.ok(outcome.kind === 'accepted')
    assert.match(outcome.note ?? '', /saving it in the editor would make them alike/)
    assert.equal(await run.text, 'one\r\nTWO\n{{x}}\n')
    assert.equal(editor.document.lineAt(1).text, 'TWO')

    const dirty = await winners.make('one\r\ntwo\n{{x}}\n', 'one\r\nTWO\n{{x}}\n')
    const unsaved = await vscode.window.showTextDocument(dirty.file)
    await unsaved.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.LF))
    await unsaved.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'))
    await unsaved.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 1)))
    assert.ok(unsaved.document.isDirty)
    const refused = await service.acceptAll(dirty)
    assert.ok(refused.kind === 'refused')
    assert.match(refused.sentence, /end in different ways, and it has unsaved changes/)
    assert.equal(await dirty.text, 'one\r\ntwo\n{{x}}\n')
  })

  it('keeps what settings would change on saving, or says which lines they changed', async () => {
    const settings = { 'files.trimTrailingWhitespace': true, 'files.insertFinalNewline': true }
    const [seed, better] = ['one  \ntwo\n{{x}}', 'one  \nTWO\n{{x}}']
    await withSettings(settings, async () => {
      const closed = await winners.make(seed, better)
      assert.deepEqual(await (await review()).acceptAll(closed), { kind: 'accepted', complete: true })
      assert.equal(await closed.text, better)

      const open = await winners.make(seed, better)
      await vscode.window.showTextDocument(open.file)
      const outcome = await (await review()).acceptAll(open)
      assert.ok(outcome.kind === 'accepted')
      assert.match(outcome.note ?? '', /changed more than you accepted: line 1, 3/)
      assert.deepEqual(await (await review()).state(open), { reviewable: false, stale: false })
    })
  })

  it('writes through a link in the workspace and refuses one that leads out of it', async () => {
    const target = await winners.make('one\ntwo\n{{x}}\n', 'one\nTWO\n{{x}}\n')
    const link = file('linked.prompt.md')
    symlinkSync(target.file.fsPath, link.fsPath)
    const outside = mkdtempSync(join(tmpdir(), 'tunesmith-outside-'))
    try {
      const run = await winners.make('one\ntwo\n{{x}}\n', 'one\nTWO\n{{x}}\n', 'linked.prompt.md')
      assert.deepEqual(await (await review()).acceptAll(run), { kind: 'accepted', complete: true })
      assert.ok(lstatSync(link.fsPath).isSymbolicLink())
      assert.equal(await target.text, 'one\nTWO\n{{x}}\n')

      const far = join(outside, 'far.md')
      writeFileSync(far, '')
      symlinkSync(far, file('far.prompt.md').fsPath)
      const away = await winners.make('one\n{{x}}\n', 'ONE\n{{x}}\n', 'far.prompt.md')
      const outcome = await (await review()).acceptAll(away)
      assert.ok(outcome.kind === 'refused')
      assert.match(outcome.sentence, /a link to a file outside the workspace/)
      assert.equal(readFileSync(far, 'utf8'), 'one\n{{x}}\n')
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  it('changes one prompt of a file and neither code nor prompts beside it', async () => {
    const seed =
      '// Two prompts.\r\nexport const SYSTEM_PROMPT = `Sort the message of $' +
      '{name}.\r\nAnswer in a word.\r\nBe kind.`\r\nexport const OTHER_PROMPT = `Translate $' +
      '{text} into French.`\r\n'
    const better = seed.replace('Be kind', 'Be very kind').replace('Sort the', 'Route the')
    const run = await winners.make(seed, better, 'agent.ts#SYSTEM_PROMPT')
    await vscode.commands.executeCommand('tunesmith.reviewCandidate', run)
    const service = await review()
    assert.deepEqual(await service.acceptChange(run, 'candidate', 3), { kind: 'accepted', complete: false })
    assert.equal(await run.text, seed.replace('Be kind', 'Be very kind'))
    assert.deepEqual(await service.acceptAll(run), { kind: 'accepted', complete: true })
    assert.equal(await run.text, better)
  })

  it('changes a prompt in an eval file, escapes and all, and leaves comments and neighbours', async () => {
    const seed = [
      '# Ours.',
      'prompts:',
      '  - |  # the first',
      '    Sort {{x}}.',
      '    Be kind.',
      '  - "Translate {{x}}.\\nBe \\"kind\\"."',
      "tests: [{vars: {x: 'a'}, assert: [{type: contains, value: a}]}]",
      '',
    ].join('\r\n')
    const better = seed.replace('\\"kind\\"', '\\"very kind\\"')
    const run = await winners.make(seed, better, 'inline/promptfooconfig.yaml#prompts/1')
    assert.deepEqual(await (await review()).acceptChange(run, 'file', 5), { kind: 'accepted', complete: true })
    assert.equal(await run.text, better)
    const lost = await winners.make(
      seed,
      seed.replace('{{x}}.\\n', 'it.\\n'),
      'inline-2/promptfooconfig.yaml#prompts/1',
    )
    const outcome = await (await review()).acceptAll(lost)
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.sentence, /^\{\{x\}\} is lost/)
  })

  it('shows on an edited candidate what it lost, and refuses to take it', async () => {
    const run = await winners.make('Sort it.\n\nMessage: {{message}}\n', 'Sort it well.\n\nMessage: {{message}}\n')
    const document = await candidateOf(run)
    const edit = new vscode.WorkspaceEdit()
    edit.replace(document.uri, document.lineAt(2).range, 'Message: {{mesage}}')
    await vscode.workspace.applyEdit(edit)
    const [problem] = await until([vscode.languages.onDidChangeDiagnostics], () => {
      const found = vscode.languages.getDiagnostics(document.uri)
      return found.length > 0 ? found : undefined
    })
    assert.deepEqual(
      [problem?.code, problem?.message, problem?.range.start.line],
      ['variable-renamed', '{{message}} is renamed to {{mesage}}.', 2],
    )
    const outcome = await (await review()).acceptAll(run)
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.sentence, /^\{\{message\}\} is renamed to \{\{mesage\}\} in written-\d+\.prompt\.md/)
    assert.equal(await run.text, 'Sort it.\n\nMessage: {{message}}\n')
    assert.deepEqual(await (await review()).acceptChange(run, 'candidate', 0), { kind: 'accepted', complete: false })
    assert.equal(await read(run.file), 'Sort it well.\n\nMessage: {{message}}\n')
  })
})
