// The confirmation: four arms on the same sealed cases, the claim declared beforehand, and the decision.
// Must never lead with a contrast that was not declared.
import type { ConfirmationReport } from '../core/events.ts'
import { formatTimes } from '../shared/format.ts'
import { evidenceLine, verdictLine } from './claim.ts'
import { labelledModel, leaderboardView } from './leaderboard.ts'
import { type Look, paint, type Tone } from './look.ts'
import { bullet, indent, wrap } from './text.ts'

const decisions: Readonly<
  Record<ConfirmationReport['decision'], { readonly mark: string; readonly tone: Tone; readonly means: string }>
> = {
  promote: { mark: '✓', tone: 'good', means: 'use the tuned model' },
  keep: { mark: '=', tone: 'strong', means: 'stay with the base model and its best prompt' },
  'roll back': { mark: '✗', tone: 'bad', means: 'do not use the tuned model' },
}

export function confirmationView(report: ConfirmationReport, look: Look): string[] {
  const width = look.width - 2
  const { mark, tone, means } = decisions[report.decision]
  const opened = report.testOpenings
  return [
    paint(look, 'strong', `Tuned ${labelledModel(report.tunedModel)} against base ${labelledModel(report.baseModel)}`),
    '',
    ...leaderboardView(report.arms, `the sealed test cases, opened ${formatTimes(opened)}`, look),
    '',
    ...wrap('Claim, declared before the cases were opened: tuned + best prompt against base + best prompt', look.width),
    ...indent([verdictLine(report.claim, look), ...wrap(evidenceLine(report.claim), width)], 2),
    ...(report.exploratory ? ['  Exploratory: too few cases to prove anything.'] : []),
    ...report.contrasts.flatMap(({ label, difference }) => [
      `Beside it: ${label}`,
      ...indent([verdictLine(difference, look), ...wrap(evidenceLine(difference), width)], 2),
    ]),
    '',
    paint(look, tone, `${mark} Decision: ${report.decision} (${means})`),
    ...report.sentences.flatMap((sentence) => bullet(' ', sentence, look.width)),
  ]
}
