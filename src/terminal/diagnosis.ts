// The diagnosis: why the rest fails, with intervals, then one recommendation with its money and the alternatives.
// Must never hide an alternative.
import type { DiagnosisReport } from '../core/events.ts'
import { formatCounted, formatCountOf, formatMoney, formatRate, formatTightInterval } from '../shared/format.ts'
import { playPrice } from '../shared/spend.ts'
import { plateauView } from './claim.ts'
import { labelledModel } from './leaderboard.ts'
import { type Look, paint } from './look.ts'
import { bullet, indent, table, wrap } from './text.ts'

const FEWEST_TO_SHARE_OUT = 5

export function diagnosisView(report: DiagnosisReport, look: Look): string[] {
  const { recommendation } = report
  return [
    paint(look, 'strong', `Why the rest fails on ${labelledModel(report.model)}`),
    ...indent(causes(report, look), 2),
    '',
    ...indent(plateauView(report.plateau, { ...look, width: look.width - 2 }), 2),
    '',
    ...bullet('→', recommendation.headline, look.width).map((line) => paint(look, 'strong', line)),
    ...recommendation.reasons.flatMap((reason) => bullet('  •', reason, look.width)),
    ...(recommendation.action === 'fine-tune' ? [`  • ${trainingLine(recommendation, report.model)}`] : []),
    ...(recommendation.alternatives.length > 0 ? ['', 'Or:'] : []),
    ...recommendation.alternatives.flatMap((text) => bullet('  •', text, look.width)),
  ]
}

function causes(report: DiagnosisReport, look: Look): string[] {
  if (report.probed < FEWEST_TO_SHARE_OUT)
    return [`${formatCounted(report.probed, 'failure')} probed: too few to say how the causes are shared out.`]
  const rows = report.causes.filter(({ rate }) => rate.k > 0)
  const [, ...lines] = table(
    [
      { title: '', align: 'left' },
      { title: '', align: 'right' },
      { title: '', align: 'right' },
      { title: '', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows.map(({ cause, rate, probe }) => [
      paint(look, 'strong', cause),
      formatRate(rate),
      formatTightInterval(rate),
      formatCountOf(rate),
      probe,
    ]),
  )
  return [
    ...lines,
    ...wrap(
      `Share of the ${formatCounted(report.probed, 'failure')} that were probed; in brackets: 95 % interval.`,
      look.width - 2,
    ).map((line) => paint(look, 'quiet', line)),
  ]
}

/** "Training on 212 rows costs about 12.0 ¢" */
export function trainingLine({ usableRows, trainingUsd }: DiagnosisReport['recommendation'], model: string): string {
  const rows = formatCounted(usableRows, 'row')
  return trainingUsd === null
    ? `The price of training on ${rows} is unknown`
    : `Training on ${rows} costs about ${formatMoney(trainingUsd)}${playPrice([model])}`
}
