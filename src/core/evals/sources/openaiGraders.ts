// OpenAI's Evals API: an eval's JSON with `testing_criteria` (or graders alone), its rows {"item": …} in the JSON or in
// a .jsonl file of the same name beside it. Rows become variables of their names; what is measured is the user's prompt.
// Shapes: resources/graders/grader-models of the `openai` package 7.55.
import { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import { jsonLines } from '../columns/records.ts'
import { isRecord, type Located, parseYaml, partOf, translated } from '../source.ts'
import type { Warnings } from '../warnings.ts'
import { checkOfGrader } from './openaiGrader.ts'
import { type EvalSource, type Translation, textBeside, withChecks } from './translation.ts'

const TYPES = /"type"\s*:\s*"(?:string_check|text_similarity|score_model|label_model|python|multi)"/

export const openaiGraders: EvalSource = {
  label: 'OpenAI Evals API',
  claims: (path, text) => /\.json$/i.test(path) && TYPES.test(text) && /"(?:testing_criteria|grader|input)"/.test(text),
  translate: (files, path, text, warnings) => translate(files, parseYaml(path, text), warnings),
}

async function translate(files: Files, file: Located, warnings: Warnings): Promise<Translation> {
  const top = isRecord(file.value) ? file.value : {}
  const checks = gradersIn(file, top).flatMap((grader) => checkOfGrader(grader, warnings))
  if (checks.length === 0)
    throw new InputError('None of the graders of this eval can be run here.', 'Add a string_check.', {
      file: file.file,
      line: file.lineOf(['testing_criteria']),
    })
  const rows = (inlineRows(file, top) ?? (await rowsBeside(files, file, warnings))).map(rowOf)
  return withChecks(file, { description: typeof top.name === 'string' ? top.name : '' }, checks, rows)
}

function gradersIn(
  file: Located,
  top: Readonly<Record<string, unknown>>,
): { grader: Located; path: (string | number)[] }[] {
  for (const key of ['testing_criteria', 'grader', undefined]) {
    const value = key === undefined ? file.value : top[key]
    const path = key === undefined ? [] : [key]
    if (Array.isArray(value))
      return value.map((item: unknown, i) => ({ grader: partOf(file, [...path, i], item), path: [...path, i] }))
    if (isRecord(value) && typeof value.type === 'string') return [{ grader: partOf(file, path, value), path }]
  }
  return []
}

/** `data_source.source.content`, where the rows stand in the file itself. */
function inlineRows(file: Located, top: Readonly<Record<string, unknown>>): Located[] | undefined {
  const data = isRecord(top.data_source) ? top.data_source : undefined
  const content = isRecord(data?.source) ? data.source.content : undefined
  if (!Array.isArray(content)) return undefined
  return content.map((row: unknown, i) => partOf(file, ['data_source', 'source', 'content', i], row))
}

async function rowsBeside(files: Files, file: Located, warnings: Warnings): Promise<Located[]> {
  const name = file.file.slice(file.file.lastIndexOf('/') + 1).replace(/\.json$/i, '.jsonl')
  const found = await textBeside(files, file.file, [name])
  const rows = found === undefined ? [] : jsonLines(found.file, found.text, warnings)
  if (rows.length > 0) return rows
  throw new InputError(
    'The rows of this eval stand at OpenAI, or nowhere.',
    `Put them beside it as ${name}, one {"item": {…}} on each line.`,
    { file: file.file, line: file.lineOf(['data_source']) },
  )
}

function rowOf(row: Located): Located {
  const { value } = row
  const item = isRecord(value) && isRecord(value.item) ? value.item : value
  if (!isRecord(item))
    throw new InputError('The row is no record.', 'Write {"item": {"name": value}}.', {
      file: row.file,
      line: row.lineOf(),
    })
  return translated(row, { input: item }, [[['input'], isRecord(value) && value.item === item ? ['item'] : []]])
}
