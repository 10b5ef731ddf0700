// What a run says while it runs: one line of where it stands, and the few lines worth keeping.
// Must never be the only place where a result stands.
import type { RunEvent } from '../core/events.ts'
import { formatCount, formatCounted, formatDuration, formatMoneyOf } from '../shared/format.ts'
import { spentMoney } from '../shared/spend.ts'
import type { RunView } from '../shared/viewModel.ts'
import { type Look, paint } from './look.ts'
import { bullet, capitalised, oneLine, sentence } from './text.ts'

/** "validating #5 · 23 of 60 · 268 of 640 calls · 12.5 of 25.0 ¢ · 41 s"; `now` in epoch milliseconds. */
export function progressLine(view: RunView, now: number): string {
  return [
    ...(view.step === null
      ? [`${view.kind} ${view.id}`]
      : [oneLine(view.step.text), `${formatCount(view.step.done)} of ${formatCount(view.step.total)}`]),
    ...spendParts(view),
    ...(now - view.startedAt < 1000 ? [] : [formatDuration(now - view.startedAt)]),
  ].join(' · ')
}

function spendParts({ spend }: RunView): string[] {
  if (spend === null) return []
  const { task, judge, optimizer, test } = spend.calls
  const { searchCalls, testCalls, usd } = spend.limits
  const calls = `${formatCount(task + judge + optimizer + test)} of ${formatCounted(searchCalls + testCalls, 'call')}`
  const priced = spend.unpricedCalls === 0 && usd !== undefined
  return [calls, priced ? formatMoneyOf(spend.usd, usd) : spentMoney(spend)]
}

/** The lines an event leaves behind for good; most events leave none. `before` is the view that the event found. */
export function lastingLines(before: RunView | undefined, event: RunEvent, look: Look): string[] {
  switch (event.type) {
    case 'started':
      return startLines(event, look)
    case 'preflight':
      return event.sentences
        .filter((text) => before?.preflight.includes(text) !== true)
        .flatMap((text) => bullet(' ', text, look.width))
    case 'proposal':
      if (event.proposal.outcome !== 'accepted') return []
      return [
        ...bullet(paint(look, 'good', '✓'), `Tried and kept: ${oneLine(event.proposal.hypothesis)}`, look.width),
        ...bullet(' ', oneLine(event.proposal.detail), look.width).map((line) => paint(look, 'quiet', line)),
      ]
    case 'note':
      return bullet('·', oneLine(event.text), look.width).map((line) => paint(look, 'quiet', line))
    default:
      return []
  }
}

function startLines(event: Extract<RunEvent, { type: 'started' }>, look: Look): string[] {
  const { kind, runId, promptPath, models, notices } = event
  return [
    paint(look, 'strong', capitalised(`${kind} ${runId} · ${promptPath} · ${models.join(', ')}`)),
    ...notices.flatMap((notice) => bullet(paint(look, 'caution', '!'), sentence(notice), look.width)),
  ]
}
