import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Screen } from '../../../src/terminal/screen.ts'

class Stream {
  readonly written: string[] = []
  readonly isTTY: boolean
  readonly columns = 20

  constructor(isTTY: boolean) {
    this.isTTY = isTTY
  }

  hasColors(): boolean {
    return this.isTTY
  }

  write(text: string): void {
    this.written.push(text)
  }
}

test('rewrites one line on a terminal, at most ten times a second, cut to its width', () => {
  let now = 0
  const progress = new Stream(true)
  const screen = new Screen(new Stream(false), progress, () => now)
  for (let call = 1; call <= 20; call++) {
    screen.progress(`call ${call} of a run that goes on`)
    now += 50
  }
  assert.equal(progress.written.length, 10)
  assert.equal(progress.written[0], '\r\u001b[2Kcall 1 of a run th…')
  screen.clear()
  assert.equal(progress.written.at(-1), '\r\u001b[2K')
})

test('writes plain occasional lines where stderr is not a terminal', () => {
  let now = 0
  const progress = new Stream(false)
  const screen = new Screen(new Stream(false), progress, () => now)
  for (let second = 0; second < 11; second++) {
    screen.progress(`second ${second}`)
    now += 1_000
  }
  assert.deepEqual(progress.written, ['second 5\n', 'second 10\n'])
})

test('takes the progress line away before a lasting line', () => {
  const out = new Stream(true)
  const screen = new Screen(out, out, () => 0)
  screen.progress('going')
  screen.print(['done'])
  assert.deepEqual(out.written, ['\r\u001b[2Kgoing', '\r\u001b[2K', 'done\n'])
})

test('colours a terminal and nothing else', () => {
  assert.equal(new Screen(new Stream(true), new Stream(true), () => 0).look.colour, true)
  assert.equal(new Screen(new Stream(false), new Stream(true), () => 0).look.colour, false)
})
