// The eval file that stores what the columns of a dataset are. The dataset stays as it is.
import { InputError } from '../../errors.ts'
import { relativePath } from '../../relativePath.ts'
import type { Column, Guess } from './guess.ts'

interface Order {
  readonly path: string
  readonly promptPath: string
  readonly dataset: string
  readonly mapping: readonly Pick<Guess, 'name' | 'column'>[]
  readonly columns: readonly Column[]
  readonly rows: number
  /** Measured, and where one must judge, judging; `provider:name`. */
  readonly model: string
}

/** promptfoo's syntax. A table's columns are mapped for promptfoo, too; other kinds it cannot map. Throws `InputError`
 *  where nothing says what a right answer is. */
export function mappedEvalFile({ path, promptPath, dataset, mapping, columns, rows, model }: Order): string {
  const expected = columns.find(({ name }) => name === mapping.find((one) => one.name === 'expected')?.column)
  if (!mapping.some(({ name }) => name === 'expected'))
    throw new InputError(
      'No column of the dataset seems to say what a right answer is.',
      'Say which: --map expected=COLUMN.',
      { file: dataset },
    )
  const renamed = mapping.filter(({ name, column }) => name !== column && name !== 'id' && !column.includes('.'))
  const isTable = /\.csv$/i.test(dataset)
  const grading = gradingBy(expected, rows)
  const labels = grading === 'label' ? (expected?.values ?? []) : []
  return [
    '# What the columns of the dataset are stands under metadata.tunesmith.columns. The dataset itself is as it was.',
    'prompts:',
    `  - ${quoted(`file://${relativePath(path, promptPath)}`)}`,
    'providers:',
    `  - ${quoted(model)}`,
    `tests: ${quoted(`file://${relativePath(path, dataset)}`)}`,
    'defaultTest:',
    ...(isTable && renamed.length > 0
      ? [
          '  # For promptfoo, which knows the columns by their own names.',
          '  vars:',
          ...renamed.map(({ name, column }) => `    ${quoted(name)}: ${quoted(`{{${column}}}`)}`),
        ]
      : []),
    '  assert:',
    ...assertion(grading),
    'metadata:',
    '  tunesmith:',
    '    columns:',
    ...mapping.map(({ name, column }) => `      ${quoted(name)}: ${quoted(column)}`),
    '    expected: expected',
    ...(labels.length > 0 ? ['    labels:', ...labels.toSorted().map((label) => `      - ${quoted(label)}`)] : []),
    ...(grading === 'free'
      ? ['    # The model that judges; one of another family is the fairer judge.', `    judge: ${quoted(model)}`]
      : []),
    '',
  ].join('\n')
}

type Grading = 'label' | 'short' | 'free'

function assertion(grading: Grading): string[] {
  if (grading === 'free')
    return [
      '    # The answers are longer texts, so a model says whether the facts agree.',
      '    - {type: factuality, value: "{{expected}}"}',
    ]
  return ['    - {type: equals, value: "{{expected}}"}']
}

/** How answers such as these can be compared. */
function gradingBy(expected: Column | undefined, rows: number): Grading {
  if (expected?.values !== undefined && expected.distinct * 2 <= rows && expected.filled === rows) return 'label'
  return expected === undefined || expected.meanLength <= 40 ? 'short' : 'free'
}

/** A JSON string is YAML, too. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
