// The prompt that cases are made for, with what is there already: its eval file, if any, and the cases in it. A prompt
// without an eval file is the usual one here, and one whose cases cannot be read is no reason to stop.
import { InputError } from '../errors.ts'
import type { Case } from '../evals/case.ts'
import { loadEvalFile } from '../evals/evalFile.ts'
import { sourceOf } from '../evals/sources/table.ts'
import type { Shares } from '../evals/split.ts'
import type { Files } from '../ports.ts'
import { contextOfFile } from '../prompt/detect/context.ts'
import { evalFilesOf, nearestEvalFile } from '../prompt/detect/evalFiles.ts'
import type { Hints } from '../prompt/detect/told.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { parsePrompt, splitPath } from '../prompt/registry.ts'
import { readText } from '../readText.ts'
import { type ComponentId, suggestedType } from './componentTypes.ts'
import { inputsOf } from './examine.ts'

export interface Subject {
  readonly prompt: PromptDocument
  readonly evalFile: { readonly path: string; readonly text: string } | undefined
  /** Cases that measure the prompt today. */
  readonly cases: readonly Case[]
  /** Shares that the eval file deals them by, where it names any. */
  readonly split: Shares | undefined
  /** Models of the eval file, its optimizer first. */
  readonly models: readonly string[]
  /** What the prompt looks like. */
  readonly type: ComponentId
  /** What the user should know of cases that are there: why they were not read, or what becomes of them. */
  readonly remarks: readonly string[]
}

interface Options {
  /** The eval file; the nearest that names the prompt where not given. */
  readonly evalPath?: string | undefined
  /** The settings' word on formats. */
  readonly overrides?: Hints['overrides'] | undefined
}

const OWN_CASES =
  'The file holds cases of its own. Once an eval file names the prompt, that is measured in their place: copy them into the dataset to keep them.'

const NO_CASES = { cases: [], split: undefined, models: [] }

/** Throws `InputError` where the prompt is not there, broken, empty, or asks the same every time. */
export async function loadSubject(files: Files, path: string, options: Options = {}): Promise<Subject> {
  const { file } = splitPath(path)
  const source = await readText(files, file)
  if (source === undefined) throw new InputError('There is no such prompt.', 'Correct the path.', { file: path })
  const prompt = parsePrompt(path, source, await contextOfFile(files, file, source, options.overrides ?? {}))
  const [wrong] = prompt.diagnostics
  if (prompt.messages.length === 0 && wrong !== undefined)
    throw new InputError(wrong.message, 'Mend the file.', { file: path, line: wrong.line })
  const text = prompt.messages.map((message) => message.text).join('\n')
  if (text.trim() === '') throw new InputError('The prompt is empty.', 'Write what the model is to do.', { file: path })
  if (inputsOf({ prompt }).length === 0)
    throw new InputError(
      'The prompt has no variable, so every case would ask the same.',
      'Put {{input}} where the input goes.',
      {
        file: path,
      },
    )
  const isInstructions = prompt.variables.length === 0
  const measured = await measuredBy(files, path, options.evalPath)
  const own = measured.evalFile === undefined && sourceOf(path, source) !== undefined
  const remarks = own ? [OWN_CASES] : measured.remarks
  return { prompt, type: suggestedType({ text, isInstructions }), ...measured, remarks }
}

async function measuredBy(
  files: Files,
  path: string,
  given: string | undefined,
): Promise<Pick<Subject, 'evalFile' | 'cases' | 'split' | 'models' | 'remarks'>> {
  const evalPath = given ?? nearestEvalFile(path, await evalFilesOf(files))
  const text = evalPath === undefined ? undefined : await readText(files, evalPath)
  if (evalPath === undefined) return { evalFile: undefined, ...NO_CASES, remarks: [] }
  if (text === undefined) throw new InputError('There is no such eval file.', 'Correct the path.', { file: evalPath })
  const evalFile = { path: evalPath, text }
  if (!/^["']?(?:tests|scenarios)["']?\s*:/m.test(text)) return { evalFile, ...NO_CASES, remarks: [] }
  try {
    const { cases, split, models, optimizer } = await loadEvalFile(files, evalPath)
    return { evalFile, cases, split, models: optimizer === undefined ? models : [optimizer, ...models], remarks: [] }
  } catch (error) {
    if (!InputError.is(error)) throw error
    const remark = `The cases that are there were not read, so new ones may repeat them: ${error.sentence}`
    return { evalFile, ...NO_CASES, remarks: [remark] }
  }
}
