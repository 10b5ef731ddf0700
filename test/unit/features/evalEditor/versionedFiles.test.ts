import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { problemsOf } from '../../../../src/core/evals/schema/problems.ts'
import { VersionedFiles } from '../../../../src/features/evalEditor/versionedFiles.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

const EVAL = 'a.eval.yaml'
const text = (value: string) =>
  `prompts: [file://p.txt]\nproviders: [sandbox:small]\ntests: data/*.jsonl\ndefaultTest: {assert: [{type: equals, value: "${value}"}]}\n`

function workspace() {
  const contents: Record<string, string> = {
    [EVAL]: text('{{expected}}'),
    'data/c.jsonl': '{"vars": {"message": "hi", "expected": "a"}}\n',
    'p.txt': 'Sort {{message}}',
  }
  const memory = memoryFiles(contents)
  const versioned = new VersionedFiles(memory, async (path) => contents[path] ?? 'none')
  const check = () => {
    versioned.begin()
    return problemsOf(versioned, EVAL)
  }
  const readsOf = (path: string) => memory.reads.filter((read) => read === path).length
  return { contents, versioned, check, readsOf }
}

describe('files that are checked while one types', () => {
  it('are read again where they changed, and nowhere else', async () => {
    const { contents, check, readsOf } = workspace()
    assert.deepEqual(await check(), [])
    contents[EVAL] = text('{{expectd}}')
    assert.equal((await check()).length, 1)
    assert.deepEqual([readsOf(EVAL), readsOf('data/c.jsonl')], [2, 1])
    contents['data/c.jsonl'] = '{"vars": {"message": "hi", "expectd": "a"}}\n'
    assert.deepEqual(await check(), [])
    assert.deepEqual([readsOf(EVAL), readsOf('data/c.jsonl')], [2, 2])
  })

  it('need no other check while none of them changed, came or went', async () => {
    const { contents, versioned, check } = workspace()
    assert.equal(await versioned.isCurrent(), false)
    await check()
    assert.equal(await versioned.isCurrent(), true)
    contents['other.txt'] = 'of no matter'
    contents['data/d.jsonl'] = '{"vars": {"message": "ho", "expected": "b"}}\n'
    assert.equal(await versioned.isCurrent(), false)
    await check()
    assert.equal(await versioned.isCurrent(), true)
    contents['data/d.jsonl'] = ''
    assert.equal(await versioned.isCurrent(), false)
    delete contents['data/d.jsonl']
    await check()
    delete contents['data/c.jsonl']
    assert.equal(await versioned.isCurrent(), false)
  })

  it('are not handed out where they are longer than asked for', async () => {
    const { versioned } = workspace()
    assert.equal(await versioned.read('p.txt', 3), undefined)
    assert.equal((await versioned.read('p.txt', 16))?.length, 16)
    assert.equal(await versioned.read('p.txt', 3), undefined)
  })
})
