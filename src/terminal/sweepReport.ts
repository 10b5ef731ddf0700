// The report block of a sweep in the terminal: the rows and sentences that the panel shows, and why the search stopped.
// Must never word a figure of its own.
import type { SweepReport, Verdict } from '../core/events.ts'
import { type BlockRow, type BlockRun, reportBlock } from '../shared/reportBlock.ts'
import { plateauConditions } from './claim.ts'
import { labelledModel } from './leaderboard.ts'
import { type Look, paint, type Tone } from './look.ts'
import { bullet, indent, widthOf, wrap } from './text.ts'

/** The block for a finished sweep; `run` gives spend and time. */
export function sweepReportView(report: SweepReport, run: BlockRun, look: Look): string[] {
  const inner = { ...look, width: look.width - 2 }
  const { rows, sentences } = reportBlock(report, run)
  return [
    paint(look, 'strong', `Result on ${(report.models?.searched ?? [report.model]).map(labelledModel).join(', ')}`),
    ...indent(table(rows, report, inner), 2),
    '',
    ...sentences.flatMap((text) => bullet('•', text, look.width)),
    ...indent(plateauConditions(report.plateau, inner), 2),
  ]
}

const tones: Readonly<Record<Verdict, Tone>> = {
  credible: 'good',
  likely: 'strong',
  'no evidence': 'strong',
  worse: 'bad',
}

/** Labels left; a value's further lines stand under its first. */
function table(rows: readonly BlockRow[], { sealed }: SweepReport, look: Look): string[] {
  const column = Math.max(...rows.map(({ label }) => widthOf(label))) + 2
  return rows.flatMap(({ label, value }, i) => {
    const [first = '', ...rest] = wrap(value, look.width - column)
    const text = i === 0 && sealed !== null ? paint(look, tones[sealed.verdict], first) : first
    return [paint(look, 'quiet', label) + ' '.repeat(column - widthOf(label)) + text, ...indent(rest, column)]
  })
}
