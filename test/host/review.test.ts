// The review on real documents: the user's file changes when the user says so, in one step, and in no other case.
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import * as vscode from 'vscode'
import { activated, closeEditors, read, until, write } from './extension.ts'
import { candidateOf, Winners } from './winner.ts'

const SEED = ['Route the message.', '', 'Queues: billing, account', '', 'Message: {{message}}', 'Queue:', ''].join('\n')
const BETTER = [
  'Route the message.',
  'Think of what the customer needs done.',
  '',
  'Queues: billing, account',
  '',
  'Message: {{message}}',
  'Answer with the queue alone.',
  '',
].join('\n')

const winners = new Winners('review')
const winner = (seed = SEED, better = BETTER) => winners.make(seed, better)

function reviewTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('↔'))
}

describe('the review', () => {
  before(() => winners.open())
  afterEach(closeEditors)
  after(() => winners.close())

  it('opens the diff between the file and its candidate with the score in its title', async () => {
    const run = await winner()
    await vscode.commands.executeCommand('tunesmith.reviewCandidate', run)
    const tab = reviewTab()
    assert.equal(tab?.label, 'review-0.prompt.md ↔ #7 winner (+18.3 points, credible)')
    assert.ok(tab.input instanceof vscode.TabInputTextDiff)
    assert.equal(tab.input.original.toString(), run.file.toString())
    assert.equal(await read(tab.input.modified), BETTER)
    assert.equal(await run.text, SEED)
  })

  it('accepts all in one undo step, saves, and closes the diff', async () => {
    const run = await winner()
    await vscode.commands.executeCommand('tunesmith.reviewCandidate', run)
    await vscode.commands.executeCommand('tunesmith.acceptAll', run)
    assert.equal(await run.text, BETTER)
    assert.equal(reviewTab(), undefined)
    assert.deepEqual(await (await activated()).review.state(run), { reviewable: false, stale: false })

    const editor = await vscode.window.showTextDocument(run.file)
    await vscode.commands.executeCommand('undo')
    assert.equal(editor.document.getText(), SEED)
    assert.deepEqual(await (await activated()).review.state(run), { reviewable: true, stale: false })
  })

  it('leaves out what the user reverted in the candidate', async () => {
    const run = await winner()
    const document = await candidateOf(run)
    const edit = new vscode.WorkspaceEdit()
    edit.delete(document.uri, new vscode.Range(1, 0, 2, 0))
    await vscode.workspace.applyEdit(edit)
    await vscode.commands.executeCommand('tunesmith.acceptAll', run)
    assert.equal(await run.text, BETTER.replace('Think of what the customer needs done.\n', ''))
  })

  it('accepts the change at the cursor, then the rest, each a step of its own', async () => {
    const run = await winner()
    const { review } = await activated()
    const first = SEED.replace('Queue:\n', 'Answer with the queue alone.\n')
    assert.deepEqual(await review.acceptChange(run, 'candidate', 6), { kind: 'accepted', complete: false })
    assert.equal(await run.text, first)
    assert.deepEqual(await review.state(run), { reviewable: true, stale: false })
    assert.deepEqual(await review.acceptAll(run), { kind: 'accepted', complete: true })
    assert.equal(await run.text, BETTER)

    const editor = await vscode.window.showTextDocument(run.file)
    await vscode.commands.executeCommand('undo')
    assert.equal(editor.document.getText(), first)
    await vscode.commands.executeCommand('undo')
    assert.equal(editor.document.getText(), SEED)
  })

  it('accepts the change at the cursor of the diff in front', async () => {
    const run = await winner()
    await vscode.commands.executeCommand('tunesmith.reviewCandidate', run)
    const document = await candidateOf(run)
    const editor = await until([vscode.window.onDidChangeActiveTextEditor], () => {
      const active = vscode.window.activeTextEditor
      return active?.document === document ? active : undefined
    })
    editor.selection = new vscode.Selection(1, 0, 1, 0)
    await vscode.commands.executeCommand('tunesmith.acceptChange', document.uri)
    assert.equal(await run.text, SEED.replace('\n', '\nThink of what the customer needs done.\n'))
    assert.notEqual(reviewTab(), undefined)
  })

  it('says so when there is no change at the cursor', async () => {
    const run = await winner()
    const outcome = await (await activated()).review.acceptChange(run, 'candidate', 3)
    assert.ok(outcome.kind === 'refused')
    assert.match(outcome.sentence, /no change at the cursor/)
    assert.equal(await run.text, SEED)
  })

  it('discards for good, and touches no file', async () => {
    const run = await winner()
    await vscode.commands.executeCommand('tunesmith.reviewCandidate', run)
    await vscode.commands.executeCommand('tunesmith.discardCandidate', run)
    assert.equal(await run.text, SEED)
    assert.equal(reviewTab(), undefined)
    assert.deepEqual(await (await activated()).review.state(run), { reviewable: false, stale: false })
  })

  it('never writes over a file that changed since the run, saved or not', async () => {
    const run = await winner()
    const { review } = await activated()
    const changed = `${SEED}One more line.\n`
    const document = await vscode.workspace.openTextDocument(run.file)
    const edit = new vscode.WorkspaceEdit()
    edit.insert(run.file, document.lineAt(document.lineCount - 1).range.end, 'One more line.\n')
    await vscode.workspace.applyEdit(edit)
    for (const saved of [false, true]) {
      if (saved) await document.save()
      const outcome = await review.acceptAll(run)
      assert.ok(outcome.kind === 'refused')
      assert.match(outcome.sentence, /review-\d+\.prompt\.md changed since run \d+/)
      assert.ok(outcome.rerun)
      assert.equal(document.getText(), changed)
      assert.deepEqual(await review.state(run), { reviewable: true, stale: true })
    }
  })

  it('keeps CRLF and a byte order mark', async () => {
    const crlf = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`
    const run = await winner(crlf(SEED), crlf(BETTER))
    assert.deepEqual(await (await activated()).review.acceptAll(run), { kind: 'accepted', complete: true })
    assert.equal(await run.text, crlf(BETTER))
  })

  it('handles a change in a last line without a line end', async () => {
    const run = await winner('one\ntwo', 'one\ntwo\nthree')
    assert.deepEqual(await (await activated()).review.acceptAll(run), { kind: 'accepted', complete: true })
    assert.equal(await run.text, 'one\ntwo\nthree')
  })

  it('refuses a file that is read-only, and one that is gone', async () => {
    const run = await winner()
    const { review } = await activated()
    chmodSync(run.file.fsPath, 0o444)
    const readOnly = await review.acceptAll(run)
    chmodSync(run.file.fsPath, 0o644)
    assert.ok(readOnly.kind === 'refused')
    assert.match(readOnly.sentence, /read-only/)
    await closeEditors()
    await vscode.workspace.fs.delete(run.file)
    const gone = await review.acceptAll(run)
    await write(run.file, SEED)
    assert.ok(gone.kind === 'refused')
    assert.match(gone.sentence, /is gone/)
  })

  it('says on a changed line why it was tried and what it won, and that this was used for choosing', async () => {
    const run = await winner()
    const { uri } = await candidateOf(run)
    const wordsAt = async (line: number) => {
      const at = new vscode.Position(line, 0)
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at)
      const contents = hovers.flatMap((hover) => hover.contents)
      assert.ok(
        contents.every((content) => typeof content === 'string' || ('isTrusted' in content && !content.isTrusted)),
      )
      return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n')
    }
    const words = await wordsAt(6)
    for (const part of [/change 2 of 2/, /Hypothesis 2/, /8 won/, /1 lost/, /29 cases/, /\.980/, /optimistic/])
      assert.match(words, part)
    assert.doesNotMatch(await wordsAt(3), /Tunesmith/)
  })
})
