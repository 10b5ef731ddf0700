// What is said of a judge, in panel, terminal and reports alike. Which way each share goes is always said.

import { flatAssertions } from '../evals/case.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import { questionsOf } from '../evals/graders/registry.ts'
import type { Rate } from '../events.ts'
import type { RunStore } from '../ports.ts'
import { Random } from '../random.ts'
import { correctedRate, type Estimate, type JudgeFigures } from '../stats/agreement.ts'
import { agreementOf, type Calibration, figuresOf, findCalibration, judgeModels, LEAST_J } from './calibration.ts'

const percent = (share: number) => (100 * share).toFixed(1)
const withRange = ({ value, low, high }: Estimate) =>
  `${percent(value)} % (95 % CI ${percent(low)} to ${percent(high)})`
const figure = (value: number) => value.toFixed(2).replace(/^(-?)0\./, '$1.')

/** The block of a calibration, the most important first. */
export function calibrationSentences(figures: JudgeFigures): string[] {
  const { kappa, tpr, tnr, j, labels, agreement, baseline, judged, corrected } = figures
  const grade = kappa.value >= 0.8 ? 'good' : kappa.value >= 0.6 ? 'usable' : 'too low to rely on'
  return [
    `κ ${figure(kappa.value)} (95 % CI ${figure(kappa.low)} to ${figure(kappa.high)}) on ${labels} labels: ${grade}; .60 is usable, .80 good.`,
    `Of outputs that you pass, the judge passes ${withRange(tpr)}: TPR.`,
    `Of outputs that you fail, the judge fails ${withRange(tnr)}: TNR.`,
    `J ${figure(j.value)} (TPR + TNR − 1)${j.value < LEAST_J ? `: below .60, so no gain by this judge is called credible` : ''}.`,
    `You agree on ${percent(agreement)} % of outputs; the more common verdict alone would agree on ${percent(baseline)} %.`,
    `The judge passes ${percent(judged)} %; corrected for its errors, ${withRange(corrected)} pass.`,
  ]
}

/** What a report says of its judge; empty where none judged. `rates` are what it passed, by arm. */
export function judgeSentences(
  store: RunStore,
  promptPath: string,
  evalFile: Pick<EvalFile, 'cases' | 'judge'>,
  rates: readonly { readonly label: string; readonly rate: Pick<Rate, 'k' | 'n'> }[],
): string[] {
  const models = judgeModels(evalFile)
  if (models.length === 0) return []
  const names = models.join(', ')
  const { current, stale } = findCalibration(store, promptPath, evalFile)
  const figures = current && figuresOf(current)
  if (current === undefined || figures === undefined)
    return [
      stale === undefined
        ? `Nobody has checked the judge (${names}) against people: "tunesmith calibrate" does, with 40 labels.`
        : `The judge (${names}) or its prompt has changed since it was checked against people, so that no longer counts: label again with "tunesmith calibrate".`,
    ]
  const corrected = (isJudgedAlone(evalFile) ? rates : []).flatMap(({ label, rate }) => {
    const estimate = correctedRate(rate, agreementOf(current), current.population, new Random(current.judge, label))
    return estimate === undefined ? [] : [`${label} ${withRange(estimate)}`]
  })
  return [
    `The judge (${names}), checked on ${figures.labels} labels, passes ${percent(figures.tpr.value)} % of what people pass and fails ${percent(figures.tnr.value)} % of what they fail (κ ${figure(figures.kappa.value)}).`,
    ...(figures.j.value < LEAST_J
      ? [
          `With J ${figure(figures.j.value)}, below .60, the judge is too often wrong for "credible": no verdict goes beyond "likely".`,
        ]
      : []),
    ...(corrected.length > 0
      ? [
          `What the judge passes, corrected for its errors: ${corrected.join('; ')}. This takes it to err as often on each.`,
        ]
      : []),
  ]
}

/** Whether nothing but judges decides: only then is a rate of passes a rate of the judge's. */
function isJudgedAlone({ cases }: Pick<EvalFile, 'cases'>): boolean {
  return cases.every(({ assertions }) => flatAssertions(assertions).every((assertion) => questionsOf(assertion) > 0))
}

/** Outputs on which judge and person differ, the judge's passes first: to be read before its prompt is touched. */
export function disagreements({ labels }: Calibration): Calibration['labels'] {
  return labels.filter(({ judge, human }) => judge !== human).toSorted((a, b) => Number(b.judge) - Number(a.judge))
}
