// Pages of a long list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FetchPage, PAGE_ROWS, Pager } from '../../../webview/pager.ts'

interface TestPage {
  readonly rows: readonly string[]
  readonly from: number
}

/** Requests wait until the test answers them. */
function server() {
  const requests: {
    from: number
    signal: AbortSignal
    answer: (mark: string) => Promise<void>
    fail: () => Promise<void>
  }[] = []
  const fetch: FetchPage<string, TestPage> = (from, count, signal) =>
    new Promise((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setImmediate(done))
      requests.push({
        from,
        signal,
        answer(mark) {
          resolve({ from, rows: Array.from({ length: count }, (_, i) => `${mark}${from + i}`) })
          return settled()
        },
        fail() {
          reject(new Error('the store is locked'))
          return settled()
        },
      })
    })
  return { requests, fetch }
}

function pagerOn(fetch: FetchPage<string, TestPage>) {
  let drawn = 0
  const pager = new Pager(fetch, () => drawn++)
  pager.point('q', '1', fetch)
  return { pager, drawn: () => drawn }
}

test('asks once for a page, and for those in view alone', async () => {
  const { requests, fetch } = server()
  const { pager, drawn } = pagerOn(fetch)
  pager.need(0, 20)
  pager.need(0, 20)
  pager.need(PAGE_ROWS - 5, PAGE_ROWS + 5)
  assert.deepEqual(
    requests.map(({ from }) => from),
    [0, PAGE_ROWS],
  )
  await requests[0]?.answer('a')
  assert.equal(pager.row(3), 'a3')
  assert.equal(pager.row(PAGE_ROWS), undefined)
  assert.equal(drawn(), 1)
})

test('gives up pages that went out of view', () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  pager.need(0, 20)
  pager.need(50 * PAGE_ROWS, 50 * PAGE_ROWS + 20)
  assert.equal(requests[0]?.signal.aborted, true)
  assert.equal(requests[1]?.signal.aborted, false)
})

test('keeps old rows until newer ones are here, and an old answer never overwrites them', async () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  pager.need(0, 20)
  await requests[0]?.answer('old')
  pager.point('q', '2', fetch)
  pager.need(0, 20)
  assert.equal(pager.row(0), 'old0')
  pager.point('q', '3', fetch)
  pager.need(0, 20)
  await requests[2]?.answer('new')
  await requests[1]?.answer('stale')
  assert.equal(pager.row(0), 'new0')
})

test('another query starts from nothing', async () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  pager.need(0, 20)
  await requests[0]?.answer('a')
  pager.point('other', '1', fetch)
  assert.equal(pager.row(0), undefined)
  assert.equal(pager.latest, undefined)
})

test('says what failed, stops asking, and goes on after a reset', async () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  pager.need(0, 20)
  await requests[0]?.fail()
  assert.equal(pager.error, 'the store is locked')
  pager.need(0, 20)
  assert.equal(requests.length, 1)
  pager.reset()
  pager.need(0, 20)
  await requests[1]?.answer('a')
  assert.equal(pager.error, undefined)
  assert.equal(pager.row(0), 'a0')
})

test('finds where a row stands among those it knows', async () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  pager.need(PAGE_ROWS, PAGE_ROWS + 5)
  await requests[0]?.answer('a')
  assert.equal(
    pager.find((row) => row === `a${PAGE_ROWS + 7}`),
    PAGE_ROWS + 7,
  )
  assert.equal(
    pager.find((row) => row === 'a1'),
    undefined,
  )
})

test('lets go of pages far from view, and fetches them anew when they come back', async () => {
  const { requests, fetch } = server()
  const { pager } = pagerOn(fetch)
  for (let page = 0; page < 300; page++) {
    pager.need(page * PAGE_ROWS, page * PAGE_ROWS + 20)
    await requests.at(-1)?.answer('a')
  }
  assert.equal(pager.row(0), undefined)
  assert.equal(pager.row(299 * PAGE_ROWS), `a${299 * PAGE_ROWS}`)
  assert.equal(pager.row(100 * PAGE_ROWS), `a${100 * PAGE_ROWS}`)
  pager.need(0, 20)
  assert.equal(requests.length, 301)
})
