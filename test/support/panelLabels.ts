// A sheet of outputs to label for looking at the panel. Labels are invented, every figure is computed from them.

import { calibrationSentences } from '../../src/core/judge/calibrationSentences.ts'
import type { LabelSheet } from '../../src/core/judge/labelSheet.ts'
import { Random } from '../../src/core/random.ts'
import { judgeFigures } from '../../src/core/stats/agreement.ts'

const INPUTS = [
  'Why was I charged twice?',
  'My parcel never came.',
  'Can I change the address?',
  'The app shows an error.',
]
const OUTPUTS = [
  'I am sorry for the double charge. I have asked billing to refund one of them; it takes two to three days.',
  'Please wait.',
  'Of course: open your order, choose “Change address”, and save it before it ships.',
  'I understand.\n\nPlease send me the text of the error, then I can look it up.',
]

export function storySheet(labelled: boolean): LabelSheet {
  const table = { passPass: 18, passFail: 2, failPass: 3, failFail: 17 }
  const figures = judgeFigures(table, { passes: 61, fails: 59 }, new Random('story', 'labels'))
  const outputs = Array.from({ length: 12 }, (_, i) => ({
    key: `k${i}`,
    input: INPUTS[i % INPUTS.length] ?? '',
    output: OUTPUTS[i % OUTPUTS.length] ?? '',
  }))
  if (!labelled || figures === undefined)
    return { problem: null, judges: ['anthropic:claude-haiku-5-5'], outputs, result: null }
  const differing = [
    { key: 'k1', caseId: 'support-17', output: OUTPUTS[1] ?? '', judge: true, reason: 'llm-rubric: It is polite.' },
    {
      key: 'k2',
      caseId: 'support-42',
      output: OUTPUTS[2] ?? '',
      judge: false,
      reason: 'llm-rubric: It does not apologise.',
    },
  ]
  return {
    problem: null,
    judges: ['anthropic:claude-haiku-5-5'],
    outputs,
    result: { usable: true, sentences: calibrationSentences(figures), differing },
  }
}
