// OpenAI evals (github.com/openai/evals): an eval of the registry, *.yaml with `class` and `samples_jsonl`, and its
// samples {input, ideal}. What is measured is the user's own prompt: a sample's last user message is the variable
// `input`, all of its messages are `messages`, its other keys are variables of their names.
import { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import { jsonLines } from '../columns/records.ts'
import { isRecord, type Located, parseYaml, partOf, translated } from '../source.ts'
import type { Warnings } from '../warnings.ts'
import { modelGraded } from './modelGraded.ts'
import { type Check, type EvalSource, type Translation, textBeside, withChecks } from './translation.ts'

export const openaiRegistry: EvalSource = {
  label: 'OpenAI eval',
  claims: (path, text) =>
    /\.ya?ml$/i.test(path) && /^[ \t]+class:[ \t]*["']?[\w.]+:\w/m.test(text) && /^[ \t]+samples_jsonl:/m.test(text),
  translate: (files, path, text, warnings) => translate(files, parseYaml(path, text), warnings),
}

async function translate(files: Files, file: Located, warnings: Warnings): Promise<Translation> {
  const [first, ...others] = evalsIn(file)
  if (first === undefined)
    throw new InputError(
      'The file has no eval with a class and samples.',
      'Write "class" and "args: {samples_jsonl}".',
      {
        file: file.file,
        line: 1,
      },
    )
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(', ')
    warnings.add(`The file holds several evals; "${first.name}" is measured, and these are not: ${names}.`, file)
  }
  const { name, kind, args, at } = first
  const samples = await textBeside(files, file.file, pathsOf(args.samples_jsonl))
  if (samples === undefined)
    throw new InputError(
      `There are no samples "${String(args.samples_jsonl)}".`,
      'Correct the path, or copy the file.',
      {
        file: file.file,
        line: file.lineOf([name, 'args', 'samples_jsonl']),
      },
    )
  const rows = jsonLines(samples.file, samples.text, warnings).map(rowOf)
  const [check] = await checkOf(files, kind, args, partOf(file, [name], at.value))
  if (typeof args.num_few_shot === 'number' && args.num_few_shot > 0)
    warnings.add('The few-shot examples of the eval are not sent: the prompt is yours.', at, ['args', 'num_few_shot'])
  const description = file.value
  const about = isRecord(description) && isRecord(description[name]) ? description[name].description : undefined
  return withChecks(
    file,
    {
      description: typeof about === 'string' ? about : name,
      ...(rows.every(({ value }) => isRecord(value) && typeof value.expected === 'string') && {
        metadata: { tunesmith: { expected: 'expected' } },
      }),
    },
    check === undefined ? [] : [check],
    rows,
  )
}

interface RegistryEval {
  readonly name: string
  /** The class without its module. */
  readonly kind: string
  readonly args: Readonly<Record<string, unknown>>
  readonly at: Located
}

function evalsIn(file: Located): RegistryEval[] {
  const entries = isRecord(file.value) ? Object.entries(file.value) : []
  return entries.flatMap(([name, value]) => {
    if (!isRecord(value) || typeof value.class !== 'string' || !isRecord(value.args)) return []
    if (typeof value.args.samples_jsonl !== 'string') return []
    return [{ name, kind: value.class.split(':').at(-1) ?? '', args: value.args, at: partOf(file, [name], value) }]
  })
}

/** Beside the file, and where the registry keeps its data. */
function pathsOf(samples: unknown): string[] {
  const path = String(samples).replace(/^\.\//, '')
  return [`../data/${path}`, path]
}

function rowOf(row: Located): Located {
  if (!isRecord(row.value) || !('input' in row.value))
    throw new InputError('The sample has no "input".', 'Write {"input": …, "ideal": …}.', {
      file: row.file,
      line: row.lineOf(),
    })
  const { input, ideal, ...rest } = row.value
  const messages: readonly unknown[] = Array.isArray(input) ? input : []
  const last = messages.findLast((message) => isRecord(message) && message.role !== 'system')
  const text = isRecord(last) && typeof last.content === 'string' ? last.content : input
  // One text alone is as good as a list of it.
  const expected: unknown = Array.isArray(ideal) && ideal.length === 1 ? ideal[0] : ideal
  return translated(row, {
    input: { ...rest, input: text, ...(messages.length > 0 && { messages }) },
    ...(expected !== undefined && { expected }),
  })
}

const EXPECTED = '{{expected}}'

/** Throws `InputError` where the class is none that is known here. */
async function checkOf(
  files: Files,
  kind: string,
  args: Readonly<Record<string, unknown>>,
  at: Located,
): Promise<Check[]> {
  const own = (type: string, value: unknown): Check[] => [{ own: true, value: { type, value }, at: [] }]
  if (kind === 'Match') return own('text-match', { is: 'starts-with', text: EXPECTED })
  if (kind === 'Includes')
    return own('text-match', { is: 'contains', text: EXPECTED, ignoreCase: args.ignore_case === true })
  if (kind === 'FuzzyMatch') return own('fuzzy-match', EXPECTED)
  if (kind === 'JsonMatch') return own('json-match', EXPECTED)
  if (kind === 'JsonValidator') return [{ own: false, value: { type: 'is-json' }, at: [] }]
  if (kind === 'ModelBasedClassify') return [await modelGraded(files, args, at)]
  throw new InputError(
    `Nobody here knows the class "${kind}".`,
    'Match, Includes, FuzzyMatch, JsonMatch, JsonValidator and ModelBasedClassify are graded.',
    { file: at.file, line: at.lineOf(['class']) },
  )
}
