// A process of its own that writes to a run store and says what is safe, so that tests can kill it.
// Usage: node storeWriter.ts FOLDER NAME [COUNT]; without COUNT it writes until it is killed.
import { writeSync } from 'node:fs'
import { openStore } from '../../src/store/openStore.ts'

const [folder = '', name = '', count = 'Infinity'] = process.argv.slice(2)
const store = openStore(folder)
const runId = store.createRun({ kind: 'eval', promptPath: `${name}.txt`, startedAt: 0 })
for (let i = 0; i < Number(count); i++) {
  const key = `${name}-${i}`
  const usage = { inputTokens: i, outputTokens: 1 }
  const reply = { text: `${key} `.repeat(50), usage, finish: 'stop', servedBy: 'm', latencyMs: 1 } as const
  await store.saveReply({ key, runId, reply })
  store.appendEvent(runId, { key })
  writeSync(1, `${key}\n`)
}
store.close()
