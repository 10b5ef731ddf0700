// Scenarios: every set of variables with every test, as promptfoo multiplies them.
import { InputError } from '../errors.ts'
import { isRecord, type Located } from './source.ts'

const MOST = 100_000

/** One row for each pair. What a test says goes before what its scenario says; variables and options add up. */
export function scenarioRows(config: readonly Located[], tests: readonly Located[]): Located[] {
  const [first] = config
  if (first !== undefined && config.length * tests.length > MOST)
    throw new InputError(`This scenario makes ${config.length * tests.length} cases.`, 'Use a dataset file instead.', {
      file: first.file,
      line: first.lineOf(),
    })
  return config.flatMap((data) => tests.map((test) => merged(data, test)))
}

function merged(data: Located, test: Located): Located {
  const [left, right] = [asRecord(data), asRecord(test)]
  const value: Record<string, unknown> = { ...left, ...right }
  for (const key of ['vars', 'options', 'metadata'])
    if (isRecord(left[key]) && isRecord(right[key])) value[key] = { ...left[key], ...right[key] }
  // Lines are the test's where it has the key, else the scenario's.
  const lineOf: Located['lineOf'] = (path = []) =>
    path[0] !== undefined && !(path[0] in right) && path[0] in left ? data.lineOf(path) : test.lineOf(path)
  return { file: Object.keys(right).length === 0 ? data.file : test.file, value, lineOf }
}

function asRecord({ value, file, lineOf }: Located): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw new InputError('This part of a scenario is not a record.', 'Write "vars:" in it.', { file, line: lineOf() })
}
