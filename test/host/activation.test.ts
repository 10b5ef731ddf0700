// What a user has a moment after opening a folder: commands, prompts, lenses.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { loadTask } from '../../src/core/task.ts'
import { FolderFiles } from '../../src/platform/files.ts'
import { commandIds } from '../../src/platform/manifest.ts'
import { activated, closeEditors, file, theProject, until, write } from './extension.ts'

describe('the extension', () => {
  afterEach(closeEditors)

  it('registers every command of the manifest', async () => {
    await activated()
    const registered = new Set(await vscode.commands.getCommands(true))
    assert.deepEqual(
      commandIds.filter((id) => !registered.has(id)),
      [],
    )
  })

  it('leaves a folder that is only looked at as it is', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const names = (await vscode.workspace.fs.readDirectory(file(''))).map(([name]) => name)
    assert.ok(!names.includes('.tunesmith'), names.join(' '))
  })

  it('finds prompts without configuration, with the eval file that measures them', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const found = Object.fromEntries(prompts.prompts.map(({ row }) => [row.path, row.evalPath]))
    assert.deepEqual(found, { 'prompts/topic.txt': null, 'route.prompt.md': 'promptfooconfig.yaml' })
  })

  it('shows Evaluate and Optimize above the first line of a prompt, and nowhere else', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const lenses = async (path: string) => {
      const { uri } = await vscode.workspace.openTextDocument(file(path))
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10)
      return all.flatMap(({ command, range }) =>
        command?.command.startsWith('tunesmith.') ? [`${range.start.line} ${command.title}`] : [],
      )
    }
    assert.deepEqual(await lenses('route.prompt.md'), ['0 Evaluate', '0 Optimize'])
    assert.deepEqual(await lenses('README.md'), [])
  })

  it('takes its lenses away when the setting says so', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const settings = vscode.workspace.getConfiguration('tunesmith')
    await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global)
    try {
      const { uri } = await vscode.workspace.openTextDocument(file('route.prompt.md'))
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10)
      assert.deepEqual(
        all.filter(({ command }) => command?.command.startsWith('tunesmith.')),
        [],
      )
    } finally {
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global)
    }
  })

  it('notices a prompt that comes and goes', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const late = file('late.prompt.md')
    await write(late, 'Answer {{question}}')
    await until([prompts.onDidChange], () => prompts.find(late))
    await vscode.workspace.fs.delete(late)
    await until([prompts.onDidChange], () => (prompts.find(late) === undefined ? true : undefined))
  })

  it('follows what the user says of a file, and takes it back', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    const notes = file('notes.txt')
    const route = file('route.prompt.md')
    await write(notes, 'Sort {{message}}')
    const settings = () => vscode.workspace.getConfiguration('tunesmith', file(''))
    try {
      await settings().update('detection.files', { '/notes.txt': 'text' }, vscode.ConfigurationTarget.Workspace)
      const found = await until([prompts.onDidChange], () => prompts.find(notes))
      assert.deepEqual(found.found.reasons, ['the settings say so: /notes.txt'])
      await vscode.commands.executeCommand('tunesmith.notAPrompt', route)
      await until([prompts.onDidChange], () => (prompts.find(route) === undefined ? true : undefined))
      assert.deepEqual(settings().get('detection.files'), { '/notes.txt': 'text', '/route.prompt.md': false })
    } finally {
      await settings().update('detection.files', undefined, vscode.ConfigurationTarget.Workspace)
      for (const path of ['notes.txt', '.vscode']) await vscode.workspace.fs.delete(file(path), { recursive: true })
    }
    await until([prompts.onDidChange], () => (prompts.find(notes) === undefined && prompts.find(route)) || undefined)
  })

  it('lists containers apart from prompts', async () => {
    const { prompts } = await activated()
    await prompts.ready()
    assert.deepEqual(
      prompts.containers.map(({ found }) => [found.path, found.kind]),
      [['promptfooconfig.yaml', 'container']],
    )
  })

  it('begins an eval file that measures the prompt at once, and never writes over one', async () => {
    const { prompts } = await activated()
    const { files } = await theProject()
    const topic = file('prompts/topic.txt')
    await vscode.commands.executeCommand('tunesmith.createEvalFile', topic)
    assert.ok(vscode.window.activeTextEditor?.document.uri.path.endsWith('/prompts/promptfooconfig.yaml'))
    await until([prompts.onDidChange], () => prompts.find(topic)?.row.evalPath ?? undefined)
    const { evalFile } = await loadTask(files, 'prompts/topic.txt')
    assert.deepEqual(evalFile.warnings, [])
    assert.deepEqual(evalFile.models, ['sandbox:small'])
    assert.equal(evalFile.cases.length, 3)
    await vscode.commands.executeCommand('tunesmith.createEvalFile', topic)
    assert.ok(vscode.window.activeTextEditor?.document.uri.path.endsWith('/prompts/promptfooconfig-2.yaml'))
    for (const name of ['promptfooconfig.yaml', 'promptfooconfig-2.yaml'])
      await vscode.workspace.fs.delete(file(`prompts/${name}`))
    await until([prompts.onDidChange], () => (prompts.find(topic)?.row.evalPath === null ? true : undefined))
  })

  it('begins a prompt that is found at once', async () => {
    const { prompts } = await activated()
    await vscode.commands.executeCommand('tunesmith.createPrompt')
    const created = vscode.window.activeTextEditor?.document.uri
    assert.ok(created)
    assert.ok(created.path.endsWith('/prompts/classify.prompt.md'))
    await until([prompts.onDidChange], () => prompts.find(created))
    await vscode.workspace.fs.delete(created)
    await until([prompts.onDidChange], () => (prompts.find(created) === undefined ? true : undefined))
  })

  it('lists files without what .gitignore and files.exclude hide', async () => {
    const { folder } = await theProject()
    await write(file('.gitignore'), '# ours\n/built\n*.tmp\n')
    await write(file('built/a.txt'), 'a')
    await write(file('notes.tmp'), 'b')
    await write(file('hidden/c.txt'), 'c')
    const settings = vscode.workspace.getConfiguration('files')
    await settings.update('exclude', { '**/hidden': true }, vscode.ConfigurationTarget.Workspace)
    try {
      const paths = await new FolderFiles(folder.uri).list('')
      assert.ok(paths.includes('route.prompt.md'))
      assert.ok(paths.includes('prompts/topic.txt'))
      assert.deepEqual(
        paths.filter((path) => /built|tmp|hidden/.test(path)),
        [],
      )
    } finally {
      await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace)
      for (const path of ['.gitignore', 'built', 'notes.tmp', 'hidden', '.vscode'])
        await vscode.workspace.fs.delete(file(path), { recursive: true })
    }
  })
})
