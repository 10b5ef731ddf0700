// The confirmation: four arms on the same sealed cases, the claim declared beforehand, and the decision.
// Must never lead with a contrast that was not declared.
import type { ConfirmationReport } from '../core/events.ts'
import { formatClaim, formatInterval, formatTimes } from '../shared/format.ts'
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

/** The report's first sentence is the claim, which stands here in figures. */
export function confirmationView(report: ConfirmationReport, look: Look): string[] {
  const width = look.width - 2
  const { mark, tone, means } = decisions[report.decision]
  const prompt = report.arms.length > 2 ? 'the best prompt' : 'the seed prompt, as no better one was found'
  return [
    paint(look, 'strong', `Tuned ${labelledModel(report.tunedModel)} against base ${labelledModel(report.baseModel)}`),
    '',
    ...leaderboardView(report.arms, `the sealed test cases, opened ${formatTimes(report.testOpenings)}`, look),
    '',
    ...wrap(`Claim, declared before the cases were opened: tuned against base model, both with ${prompt}.`, look.width),
    ...indent([verdictLine(report.claim, look), ...wrap(evidenceLine(report.claim), width)], 2),
    ...(report.exploratory ? ['  Exploratory: too few cases to prove anything.'] : []),
    ...report.contrasts.flatMap(({ label, difference }) =>
      bullet('  Beside it,', `${label}: ${formatClaim(difference)}, ${formatInterval(difference)}`, look.width),
    ),
    '',
    paint(look, tone, `${mark} Decision: ${report.decision} (${means})`),
    ...report.sentences.slice(1).flatMap((sentence) => bullet(' ', sentence, look.width)),
  ]
}
