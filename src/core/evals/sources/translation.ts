// Cases that stand in another tool's file, in the words of an eval file: the value that loading goes on with, and where
// each part of it was read. Must never change what is asked or expected.
import type { Files } from '../../ports.ts'
import { readText } from '../../readText.ts'
import { type Located, translated, type ValuePath } from '../source.ts'
import type { Warnings } from '../warnings.ts'

export interface Translation {
  /** An eval file's value. */
  readonly whole: Located
  /** Plain rows, {input, expected}: their texts are never templates, nor names of files. */
  readonly rows: readonly Located[]
}

/** A kind of file that brings its own cases. */
export interface EvalSource {
  /** For people. */
  readonly label: string
  /** By name and text, without reading anything. */
  claims(path: string, text: string): boolean
  /** Throws `InputError` where the file is broken, or has nothing that can be judged. */
  translate(files: Files, path: string, text: string, warnings: Warnings): Promise<Translation>
}

/** What all cases are graded by: one assertion. */
export interface Check {
  /** promptfoo has none such, so that it stands under `metadata.tunesmith.check`. */
  readonly own: boolean
  readonly value: Readonly<Record<string, unknown>>
  /** Where it stands in the original file. */
  readonly at: ValuePath
}

/** `top` are the eval file's other keys. */
export function withChecks(
  original: Located,
  top: Readonly<Record<string, unknown>>,
  checks: readonly Check[],
  rows: readonly Located[],
): Translation {
  const own = checks.filter((check) => check.own)
  const asserted = checks.filter((check) => !check.own)
  const value = {
    ...top,
    defaultTest: {
      assert: asserted.map((check) => check.value),
      metadata: { tunesmith: { check: own.map((check) => check.value) } },
    },
  }
  const whole = translated(original, value, [
    ...own.map(({ at }, i) => [['defaultTest', 'metadata', 'tunesmith', 'check', i], at] as const),
    ...asserted.map(({ at }, i) => [['defaultTest', 'assert', i], at] as const),
    [['providers'], ['model']],
  ])
  return { whole, rows }
}

/** The first of the files that is there, each by its way from the folder of `from`. */
export async function textBeside(
  files: Files,
  from: string,
  ways: readonly string[],
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  for (const way of ways) {
    const file = pathFrom(from, way)
    const text = file === undefined ? undefined : await readText(files, file)
    if (file !== undefined && text !== undefined) return { file, text }
  }
  return undefined
}

/** Undefined where it leads out of the workspace. */
function pathFrom(from: string, way: string): string | undefined {
  if (way.startsWith('/') || /^[A-Za-z]:/.test(way)) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of way.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** How the file names itself in `prompts:`. */
export function ownPrompt(path: string): string {
  return `file://${path.slice(path.lastIndexOf('/') + 1)}`
}
