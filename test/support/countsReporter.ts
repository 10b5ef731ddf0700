// A node:test reporter beside the readable one: prints nothing, writes the counts of the whole run.
import { writeCounts } from './counts.ts'

interface TestEvent {
  readonly type: string
  readonly data: { readonly file?: string; readonly counts?: Readonly<Record<string, number>> }
}

// biome-ignore lint/style/noDefaultExport: node:test takes a reporter module's default export
export default async function* countsReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:summary' || data.file !== undefined) continue // a single file's own summary
    const { passed = 0, failed = 0, cancelled = 0 } = data.counts ?? {}
    writeCounts({ passed, failed: failed + cancelled })
  }
  yield* []
}
