// Which column of a dataset is what: `metadata.tunesmith.columns`, by the names that the eval file uses. A mapped row is
// a plain one, so that its texts are never templates or names of files. Must never change a dataset.
import { InputError } from '../../errors.ts'
import { lookUp } from '../../prompt/values.ts'
import { didYouMean } from '../keys.ts'
import { settingsIn } from '../settings.ts'
import { isRecord, type Located, translated } from '../source.ts'

/** Column by variable; `expected` and `id` are what they are in every plain row. A dotted column walks into records. */
export type ColumnMap = Readonly<Record<string, string>>

/** What the eval file says; undefined where it says nothing. */
export function columnsIn(whole: Located): ColumnMap | undefined {
  const own = settingsIn(whole).value
  const columns = isRecord(own) ? own.columns : undefined
  if (!isRecord(columns)) return undefined
  const texts = Object.entries(columns).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts)
}

/** The record as a plain row. A promptfoo test among them stays as it is. Throws `InputError` where a column is missing. */
export function mapped(row: Located, columns: ColumnMap): Located {
  const record = isRecord(row.value) ? row.value : {}
  if (isRecord(record.vars)) return row
  const cellOf = (column: string) => {
    const value = lookUp(record, column)
    if (value !== undefined) return value
    const names = Object.keys(record)
    throw new InputError(
      `The row has no "${column}", which metadata.tunesmith.columns names${didYouMean(column, names)}`,
      names.length === 0 ? 'Correct it.' : `Use one of ${names.join(', ')}.`,
      { file: row.file, line: row.lineOf() },
    )
  }
  const { expected, id, ...variables } = columns
  const value = {
    ...(id !== undefined && { id: cellOf(id) }),
    input: Object.fromEntries(Object.entries(variables).map(([name, column]) => [name, cellOf(column)])),
    ...(expected !== undefined && { expected: cellOf(expected) }),
  }
  return translated(row, value, [
    [['input'], []],
    [['expected'], expected === undefined ? [] : [expected]],
  ])
}

/** `text=question,expected=answer`. Throws `InputError`. */
export function readColumnMap(text: string): ColumnMap {
  const pairs = text.split(/,(?=[^=,]+=)/).map((pair): [string, string] => {
    const at = pair.indexOf('=')
    const [name, column] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || name === '' || column === '')
      throw new InputError(
        `“${pair}” says no column.`,
        'Write NAME=COLUMN, for instance text=question,expected=answer.',
      )
    return [name, column]
  })
  return Object.fromEntries(pairs)
}
