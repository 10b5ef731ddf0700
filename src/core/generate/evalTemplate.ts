// The eval file around generated cases: the text of a new one, in promptfoo's syntax, and what one that is there asks of
// its cases.
import { isRecord, parseYaml } from '../evals/source.ts'
import { templateVariables } from '../evals/template.ts'
import { splitPath } from '../prompt/registry.ts'
import type { ComponentType } from './componentTypes.ts'
import type { EvalFileRules } from './row.ts'

const NAME = /^\{\{\s*([\w.-]+)\s*\}\}$/

/** Of a file that is there, or else of the one that {@link newEvalFile} writes. Throws `InputError` for broken YAML. */
export function evalFileRules(
  evalFile: { readonly path: string; readonly text: string } | undefined,
  { defaults }: Pick<ComponentType, 'defaults'>,
): EvalFileRules {
  const top = evalFile === undefined ? {} : parseYaml(evalFile.path, evalFile.text).value
  const file = isRecord(top) ? top : {}
  const test = isRecord(file.defaultTest) ? file.defaultTest : {}
  const assertions: readonly unknown[] =
    evalFile === undefined ? defaults : Array.isArray(test.assert) ? test.assert : []
  const given = isRecord(test.vars) ? Object.keys(test.vars) : []
  const values = assertions.flatMap((one) => (isRecord(one) && typeof one.value === 'string' ? [one.value] : []))
  const named = values.flatMap((value) => NAME.exec(value)?.[1] ?? [])
  const told = toldName(file)
  const expected = told ?? named.find((name) => !given.includes(name))
  return {
    expected,
    grades: expected !== undefined && named.includes(expected),
    labels: labelsOf(file),
    needs: templateVariables(assertions).filter((name) => !given.includes(name)),
  }
}

/** What `metadata.tunesmith.labels` names, where it stands in the file itself. */
function labelsOf({ metadata }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const labels = isRecord(metadata) && isRecord(metadata.tunesmith) ? metadata.tunesmith.labels : undefined
  if (Array.isArray(labels)) return labels.map(String)
  return isRecord(labels) ? Object.keys(labels) : undefined
}

/** What `metadata.tunesmith.expected` names, where it names one variable. */
function toldName({ metadata }: Readonly<Record<string, unknown>>): string | undefined {
  const own = isRecord(metadata) && isRecord(metadata.tunesmith) ? metadata.tunesmith.expected : undefined
  if (typeof own !== 'string') return undefined
  return NAME.exec(own)?.[1] ?? (/^[\w.-]+$/.test(own) ? own : undefined)
}

interface NewEvalFile {
  readonly promptPath: string
  /** Path of the dataset, in the folder of the prompt. */
  readonly dataset: string
  readonly type: ComponentType
  readonly model: string
}

/** Comments and all; runs in promptfoo as it stands. */
export function newEvalFile({ promptPath, dataset, type, model }: NewEvalFile): string {
  const { file, fragment } = splitPath(promptPath)
  const name = fragment === undefined ? nameOf(file) : `${nameOf(file)}#${fragment}`
  return `# How good is ${name}? Runs in promptfoo as it stands; what stands under metadata.tunesmith is for Tunesmith alone.
description: ${quoted(`${type.label}: ${name}`)}

prompts:
  - ${quoted(`file://${name}`)}

providers:
  - ${quoted(model)}

${checks(type)}# Cases that a model wrote say so in their metadata, and are reported apart. Inputs from real use are the best ones:
# add a file of them below.
tests:
  - ${quoted(`file://${nameOf(dataset)}`)}
${judge(type, model)}`
}

function checks({ defaults, label }: ComponentType): string {
  if (defaults.length === 0) return `# What is right differs from case to case: each case brings its own checks.\n`
  const lines = defaults.map(
    ({ type, value }) => `    - type: ${type}\n${value === undefined ? '' : `      value: ${quoted(String(value))}\n`}`,
  )
  return `# How a ${label.toLowerCase()} is usually graded; the cases may bring more.\ndefaultTest:\n  assert:\n${lines.join('')}\n`
}

function judge({ judged }: ComponentType, model: string): string {
  return judged
    ? `\nmetadata:\n  tunesmith:\n    # The model that judges. One of another family than the measured one is the fairer judge.\n    judge: ${quoted(model)}\n`
    : ''
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A JSON string is YAML, too. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
