// The candidate as a document of VS Code: editable, forgotten on request, and never a file on disk.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { CandidateFiles } from '../../src/features/review/candidateFiles.ts'
import { candidateUri, runOf } from '../../src/features/review/candidateUri.ts'

const run = { folder: 'file:///home/me/my%20work', runId: 14 }
const uri = candidateUri(run, 'prompts/route.prompt.md')
const bytes = (text: string) => new TextEncoder().encode(text)
const text = async (files: CandidateFiles) => new TextDecoder().decode(await files.readFile(uri))

describe('candidate files', () => {
  it('name their run and end in the name of the file they would replace', () => {
    assert.deepEqual(runOf(uri), run)
    assert.deepEqual(runOf(vscode.Uri.parse(uri.toString())), run)
    assert.ok(uri.path.endsWith('/prompts/route.prompt.md'))
    assert.equal(runOf(vscode.Uri.file('/14/route.prompt.md')), undefined)
  })

  it('begin as the run left them, keep edits, and begin anew when forgotten', async () => {
    const files = new CandidateFiles(async () => 'winner')
    assert.equal(await text(files), 'winner')
    const before = await files.stat(uri)
    await files.writeFile(uri, bytes('edited'))
    assert.equal(await text(files), 'edited')
    const after = await files.stat(uri)
    assert.ok(after.mtime > before.mtime)
    assert.equal(after.size, 6)
    files.forget(uri)
    assert.equal(await text(files), 'winner')
  })

  it('tell when they change', async () => {
    const files = new CandidateFiles(async () => 'winner')
    const seen: string[] = []
    files.onDidChangeFile((events) => seen.push(...events.map((event) => event.uri.toString())))
    await files.writeFile(uri, bytes('edited'))
    files.forget(uri)
    files.forget(uri)
    assert.deepEqual(seen, [uri.toString(), uri.toString()])
  })

  it('are not there for a run without a winner, and cannot be deleted or renamed', async () => {
    const files = new CandidateFiles(async () => undefined)
    await assert.rejects(
      files.readFile(uri),
      (error) => error instanceof vscode.FileSystemError && error.code === 'FileNotFound',
    )
    assert.throws(() => files.delete(uri), vscode.FileSystemError)
    assert.throws(() => files.rename(uri), vscode.FileSystemError)
  })
})
