// What a job is going to do: its rows as numbers, its outputs, its steps.
// Must follow from the files and the hyperparameters alone, so that a job taken up again goes on as it began.
import { countTokens } from '../answer/text.ts'
import type { Row } from './classifier.ts'
import { featuresOf } from './features.ts'
import type { Hyperparameters } from './job.ts'
import { inputFor, learnTemplate, type Template } from './template.ts'
import type { TrainRow } from './trainingFile.ts'

export interface Plan {
  readonly outputs: readonly string[]
  readonly template: Template
  readonly buckets: number
  readonly train: readonly Row[]
  /** Rows whose output the training file has; the others cannot be scored. */
  readonly valid: readonly Row[]
  readonly epochs: number
  readonly batch: number
  /** Multiplier on the trainer's own learning rate. */
  readonly rate: number
  readonly stepsPerEpoch: number
  readonly steps: number
  /** Tokens of one epoch. */
  readonly tokens: number
}

const EPOCHS = 10
const BATCH = 8
const MANY_OUTPUTS = 64

export function planOf(train: readonly TrainRow[], valid: readonly TrainRow[], wanted: Hyperparameters): Plan {
  const outputs = [...new Set(train.map((row) => row.output))].sort()
  const template = learnTemplate(train.map((row) => row.messages))
  const buckets = outputs.length > MANY_OUTPUTS ? 2 ** 13 : 2 ** 15
  const rowOf = (row: TrainRow): Row => ({
    features: featuresOf(inputFor(template, row.messages), buckets),
    output: outputs.indexOf(row.output),
  })
  const epochs = wanted.n_epochs === 'auto' ? EPOCHS : wanted.n_epochs
  const batch = wanted.batch_size === 'auto' ? BATCH : wanted.batch_size
  const stepsPerEpoch = Math.ceil(train.length / batch)
  return {
    outputs,
    template,
    buckets,
    train: train.map(rowOf),
    valid: valid.filter((row) => outputs.includes(row.output)).map(rowOf),
    epochs,
    batch,
    rate: wanted.learning_rate_multiplier === 'auto' ? 1 : wanted.learning_rate_multiplier,
    stepsPerEpoch,
    steps: stepsPerEpoch * epochs,
    tokens: train.reduce((sum, row) => sum + rowTokens(row), 0),
  }
}

function rowTokens(row: TrainRow): number {
  return countTokens(row.output) + row.messages.reduce((sum, message) => sum + countTokens(message.content), 0)
}
