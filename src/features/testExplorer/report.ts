// The recorded answers of a run, told to the Test Explorer item by item. Must never read a sealed answer.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { sentenceOf } from '../../platform/problem.ts'
import type { Project } from '../../platform/projects.ts'
import type { RunView } from '../../shared/viewModel.ts'
import type { Chosen } from './chosen.ts'
import type { EvalTree } from './evalTree.ts'
import { byCase, type CellsByCase, type Outcome, outcomeOf, outcomeOfRange } from './outcome.ts'

/** Tells what `view` is about, and the outcome of everything that was chosen of its prompt. */
export async function report(tree: EvalTree, run: vscode.TestRun, chosen: Chosen, view: RunView): Promise<void> {
  const { project, item, parts } = chosen
  const store = await project.existingStore()
  const cells = (['select', 'train'] as const).flatMap(
    (split) => store?.cells(view.id, { candidateId: 'seed', split }) ?? [],
  )
  const message = view.message === null ? [] : [view.message]
  for (const text of [...view.notices, ...(view.evaluation?.sentences ?? []), ...message]) print(run, text, item)
  if (view.status === 'failed') run.errored(item, new vscode.TestMessage(view.message ?? 'The run failed.'))
  const reporter = new Reporter(tree, run, chosen, byCase(cells))
  for (const part of parts) await reporter.item(part, true)
}

/** One line of output, or several; `item` is what it is about. */
export function print(run: vscode.TestRun, text: string, item: vscode.TestItem): void {
  run.appendOutput(`${text.replace(/\r?\n/g, '\r\n')}\r\n`, undefined, item)
}

/** An error with the place where it is to be mended. */
export function problem(project: Project, error: unknown): vscode.TestMessage {
  const message = new vscode.TestMessage(sentenceOf(error))
  if (InputError.is(error) && error.file !== undefined)
    message.location = locate(project, { file: error.file, line: error.line ?? 1 })
  return message
}

class Reporter {
  readonly #tree: EvalTree
  readonly #run: vscode.TestRun
  readonly #chosen: Chosen
  readonly #cells: CellsByCase

  constructor(tree: EvalTree, run: vscode.TestRun, chosen: Chosen, cells: CellsByCase) {
    this.#tree = tree
    this.#run = run
    this.#chosen = chosen
    this.#cells = cells
  }

  /** `asked`: the item itself was chosen, so that a range is opened; a closed one of a larger choice is told as one. */
  async item(item: vscode.TestItem, asked: boolean): Promise<void> {
    const node = this.#tree.nodeOf(item)
    if (node === undefined || this.#chosen.leftOut.has(item)) return
    if (node.kind === 'case') return this.#tell(item, outcomeOf(node.kase, this.#cells), node.kase.source)
    if (node.kind === 'range' && !asked && item.children.size === 0)
      return this.#tell(item, outcomeOfRange(node.cases, this.#cells))
    await this.#tree.open(item)
    for (const [, child] of item.children) await this.item(child, false)
  }

  #tell(item: vscode.TestItem, outcome: Outcome | undefined, source?: Place): void {
    if (outcome === undefined) return
    const messages = outcome.messages.map(({ text, diff }) => {
      const message = diff ? vscode.TestMessage.diff(text, diff.expected, diff.actual) : new vscode.TestMessage(text)
      if (source !== undefined) message.location = locate(this.#chosen.project, source)
      return message
    })
    const run = this.#run
    if (outcome.state === 'passed') run.passed(item, outcome.ms)
    else if (outcome.state !== 'skipped') run[outcome.state](item, messages, outcome.ms)
    else {
      run.skipped(item)
      for (const { text } of outcome.messages) print(run, text, item)
    }
  }
}

interface Place {
  readonly file: string
  /** 1-based. */
  readonly line: number
}

function locate(project: Project, { file, line }: Place): vscode.Location {
  return new vscode.Location(vscode.Uri.joinPath(project.folder.uri, file), new vscode.Position(line - 1, 0))
}
