// What VS Code shows of an eval file while it is written.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { activated, closeEditors, file, until, write } from './extension.ts'

const DRAFT = `prompts: [file://route.prompt.md]
providers: [sandbox:small]
tests: file://cases.jsonl
defaultTest:
  asert:
    - {type: equls, value: "{{expected}}"}
  assert:
    - {type: equals, value: "{{expected}}"}
`

describe('an eval file in the editor', () => {
  const uri = () => file('draft.eval.yaml')
  before(async () => {
    await activated()
    await write(uri(), DRAFT)
  })
  after(async () => {
    await vscode.workspace.fs.delete(uri())
    await (await activated()).prompts.refresh()
  })
  afterEach(closeEditors)

  it('has its problems marked at the word, and mended by a quick fix', async () => {
    const document = await vscode.workspace.openTextDocument(uri())
    const editor = await vscode.window.showTextDocument(document)
    const mine = () => vscode.languages.getDiagnostics(uri()).filter(({ source }) => source === 'Tunesmith')
    const [wrong] = await until([vscode.languages.onDidChangeDiagnostics], () =>
      mine().length > 0 ? mine() : undefined,
    )
    assert.ok(wrong)
    assert.equal(document.getText(wrong.range), 'asert')
    assert.match(wrong.message, /did you mean "assert"/)
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri(),
      wrong.range,
    )
    const fix = actions.find(({ title }) => title === 'Change to "assert"')
    assert.ok(fix?.edit, actions.map(({ title }) => title).join())
    await editor.edit((edit) => edit.delete(new vscode.Range(4, 0, 6, 0)))
    await until([vscode.languages.onDidChangeDiagnostics], () => (mine().length === 0 ? true : undefined))
  })

  it('is completed, explained and linked', async () => {
    const document = await vscode.workspace.openTextDocument(uri())
    const text = document.getText()
    const at = (word: string) => document.positionAt(text.indexOf(word) + 2)
    const completions = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri(),
      at('equals'),
    )
    assert.ok(completions.items.some(({ label }) => label === 'contains-all'))
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri(),
      at('equals'),
    )
    const shown = hovers.flatMap(({ contents }) => contents).map((one) => (typeof one === 'string' ? one : one.value))
    assert.match(shown.join('\n'), /whole output is the value/)
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri(), 10)
    const targets = links.map(({ target }) => target?.path.split('/').at(-1))
    assert.ok(targets.includes('route.prompt.md') && targets.includes('cases.jsonl'), targets.join())
  })

  it('is where a variable of its prompt leads to', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const prompt = await vscode.workspace.openTextDocument(file('route.prompt.md'))
    const tag = prompt.getText().search(/\{\{/)
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      prompt.uri,
      prompt.positionAt(tag + 3),
    )
    const paths = found.map((one) => ('uri' in one ? one.uri : one.targetUri).path.split('/').at(-1))
    assert.ok(
      paths.some((name) => name === 'promptfooconfig.yaml' || name === 'draft.eval.yaml'),
      paths.join(),
    )
  })
})
