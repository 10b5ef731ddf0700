import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { InputError } from '../../../src/core/errors.ts'
import { openStore } from '../../../src/store/openStore.ts'

const writer = join(import.meta.dirname, '../../support/storeWriter.ts')
let folder: string
const database = () => join(folder, '.tunesmith', 'tunesmith.db')

describe('opening the run store', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tunesmith-store-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('keeps the database out of version control', () => {
    openStore(folder).close()
    assert.equal(readFileSync(join(folder, '.tunesmith', '.gitignore'), 'utf8'), '*\n')
  })

  it('finds everything again after a restart', () => {
    const first = openStore(folder)
    const run = first.createRun({ kind: 'eval', promptPath: 'p.txt', startedAt: 1 })
    first.appendEvent(run, { n: 1 })
    first.close()
    const second = openStore(folder)
    assert.deepEqual(second.events(run), [{ n: 1 }])
    second.close()
  })

  it("leaves a newer version's database as it is", () => {
    openStore(folder).close()
    const db = new DatabaseSync(database())
    db.exec('PRAGMA user_version = 999; CREATE TABLE future (x)')
    db.close()
    const before = readFileSync(database())
    assert.throws(
      () => openStore(folder),
      (error) => InputError.is(error) && /newer Tunesmith/.test(error.message) && error.file === database(),
    )
    assert.deepEqual(readFileSync(database()), before)
  })

  it('refuses a file that is no database, and leaves it', () => {
    mkdirSync(join(folder, '.tunesmith'))
    writeFileSync(database(), 'not a database, but long enough to be read as one\n'.repeat(50))
    const before = readFileSync(database())
    assert.throws(() => openStore(folder), InputError)
    assert.deepEqual(readFileSync(database()), before)
  })

  it('has every answer that was acknowledged before the process was killed', async () => {
    const child = spawn(process.execPath, [writer, folder, 'a'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    for await (const chunk of child.stdout) {
      said += chunk
      if (said.length > 2000) child.kill('SIGKILL')
    }
    const keys = said.slice(0, said.lastIndexOf('\n')).split('\n')
    assert.ok(keys.length > 100)
    const store = openStore(folder)
    for (const key of keys) assert.ok(store.reply(key)?.reply.text.startsWith(key))
    assert.equal(store.runs()[0]?.status, 'running')
    store.close()
  })

  it('lets several processes open and write at once', async () => {
    const names = ['a', 'b', 'c']
    const children = names.map((name) =>
      spawn(process.execPath, [writer, folder, name, '100'], { stdio: ['ignore', 'ignore', 'inherit'] }),
    )
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
    assert.deepEqual(codes, [0, 0, 0])
    const store = openStore(folder)
    assert.equal(store.runs().length, 3)
    for (const run of store.runs()) assert.equal(store.events(run.id).length, 100)
    store.close()
  })

  it('shows one connection what the other wrote', () => {
    const panel = openStore(folder)
    const terminal = openStore(folder)
    const run = terminal.createRun({ kind: 'sweep', promptPath: 'p.txt', startedAt: 1 })
    terminal.appendEvent(run, { from: 'terminal' })
    panel.appendEvent(run, { from: 'panel' })
    assert.deepEqual(terminal.events(run), [{ from: 'terminal' }, { from: 'panel' }])
    panel.close()
    terminal.close()
  })
})
