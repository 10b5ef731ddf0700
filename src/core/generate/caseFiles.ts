// Approved drafts become files: a dataset of promptfoo's test cases, and an eval file that names it, or one more line in
// the eval file that is there. Must never write over a file; writing itself is the caller's.
import type { PromptDocument } from '../prompt/document.ts'
import { splitPath } from '../prompt/registry.ts'
import { addDataset } from './addDataset.ts'
import { type ComponentId, componentTypes } from './componentTypes.ts'
import { type DraftCase, draftProblem } from './draft.ts'
import { evalFileRules, newEvalFile } from './evalTemplate.ts'
import { datasetRow, type EvalFileRules } from './row.ts'

export interface CaseFilesOrder {
  readonly prompt: Pick<PromptDocument, 'path' | 'messages'>
  readonly drafts: readonly DraftCase[]
  /** What the prompt is: says how `expected` is graded where the eval file does not. */
  readonly type: ComponentId
  /** The eval file that measures the prompt today. */
  readonly evalFile?: { readonly path: string; readonly text: string } | undefined
  /** Model that a new eval file measures and, where one must judge, judges with; `provider:name`. */
  readonly model: string
  /** Whether there is such a file; a name that is taken is never used. */
  readonly exists: (path: string) => Promise<boolean>
}

export interface CaseFile {
  readonly path: string
  readonly text: string
  /** `changed`: the eval file that was there, with the dataset added. */
  readonly what: 'new' | 'changed'
}

export interface CaseFiles {
  /** Dataset and eval file; none where no draft can stand in them. */
  readonly files: readonly CaseFile[]
  readonly cases: number
  /** Cases that wait for an answer, and are not measured until they have one. */
  readonly waiting: number
  readonly refused: readonly { readonly draft: DraftCase; readonly why: string }[]
}

/** Throws `InputError` where the eval file is none that a dataset can be added to. */
export async function caseFiles(order: CaseFilesOrder): Promise<CaseFiles> {
  const { prompt, drafts, evalFile, exists, model } = order
  const type = componentTypes[order.type]
  const rules = evalFileRules(evalFile, type)
  const checked = drafts.map((draft) => ({ draft, why: draftProblem(draft) ?? labelProblem(draft, rules) }))
  const good = checked.flatMap(({ draft, why }) => (why === undefined ? [draft] : []))
  const refused = checked.flatMap(({ draft, why }) => (why === undefined ? [] : [{ draft, why }]))
  if (good.length === 0) return { files: [], cases: 0, waiting: 0, refused }
  const stem = splitPath(prompt.path).file.replace(/(?:\.prompt)?\.[^./]+$/, '')
  const rows = good.map((draft) => datasetRow(draft, type, rules))
  const dataset = await freeName(`${stem}.cases`, '.jsonl', exists)
  const measured: CaseFile =
    evalFile === undefined
      ? {
          path: await freeName(stem, '.eval.yaml', exists),
          text: newEvalFile({ promptPath: prompt.path, dataset, type, model }),
          what: 'new',
        }
      : { path: evalFile.path, text: addDataset(evalFile, dataset), what: 'changed' }
  return {
    files: [{ path: dataset, text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''), what: 'new' }, measured],
    cases: rows.length,
    waiting: good.filter(isWaiting).length,
    refused,
  }
}

function labelProblem({ expected }: DraftCase, { labels }: EvalFileRules): string | undefined {
  if (expected === undefined || labels === undefined || labels.includes(expected)) return undefined
  return `“${expected.slice(0, 60)}” is none of the labels that the eval file knows`
}

function isWaiting({ expected, assert = [] }: DraftCase): boolean {
  return expected === undefined && assert.length === 0
}

async function freeName(stem: string, ending: string, exists: CaseFilesOrder['exists']): Promise<string> {
  for (let n = 1; ; n++) {
    const name = `${stem}${n === 1 ? '' : `-${n}`}${ending}`
    if (!(await exists(name))) return name
  }
}
