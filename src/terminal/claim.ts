// One difference in words and figures, and the plateau statement: the parts that several views share.
// Must never word a verdict of its own.
import type { Difference, PlateauStatement, Verdict } from '../core/events.ts'
import { formatInterval, formatPBetter, formatPoints, formatVerdict, formatWinsAndLosses } from '../shared/format.ts'
import { type Look, paint, type Tone } from './look.ts'
import { bullet, wrap } from './text.ts'

const tones: Readonly<Record<Verdict, Tone>> = {
  credible: 'good',
  likely: 'strong',
  'no evidence': 'strong',
  worse: 'bad',
}

/** "✔ credible: +18.3 points" */
export function verdictLine(difference: Difference, look: Look): string {
  const verdict = formatVerdict(difference.verdict)
  return `${paint(look, tones[difference.verdict], verdict)}: ${formatPoints(difference.estimate)} points`
}

/** "95 % CI +9.5 to +26.5 · 26 won, 4 lost, 90 same · P(better) > .999" */
export function evidenceLine(difference: Difference): string {
  return [
    formatInterval(difference),
    formatWinsAndLosses(difference),
    `P(better) ${formatPBetter(difference.pBetter)}`,
  ].join(' · ')
}

/** Each condition with its mark; the statement first. */
export function plateauView(plateau: PlateauStatement, look: Look): string[] {
  return [
    ...wrap(`${plateau.plateau ? 'Plateau.' : 'No plateau.'} ${plateau.statement}`, look.width),
    ...plateauConditions(plateau, look),
  ]
}

export function plateauConditions({ conditions }: PlateauStatement, look: Look): string[] {
  return conditions.flatMap(({ met, text }) =>
    bullet(met ? paint(look, 'good', '  ✓') : paint(look, 'quiet', '  ✗'), text, look.width),
  )
}
