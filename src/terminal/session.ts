// What a verb works with, and how it follows a run: events in, lasting lines and progress out, the last view back.
// Must never build a part: the composition root does.
import type { Engine } from '../core/engine.ts'
import { InputError } from '../core/errors.ts'
import type { RunEvent } from '../core/events.ts'
import type { BackendResolver, Clock, RunStore } from '../core/ports.ts'
import type { RunKind } from '../core/runKind.ts'
import type { RunOptions } from '../core/runOptions.ts'
import type { Task } from '../core/task.ts'
import { type RunView, reduceRun } from '../shared/viewModel.ts'
import type { Command } from './arguments.ts'
import { paint } from './look.ts'
import { command, commandAgain, type NextStep, withConsentAgain } from './nextStep.ts'
import { lastingLines, progressLine } from './progress.ts'
import type { Screen } from './screen.ts'
import { bullet } from './text.ts'

export interface Session {
  /** Absolute path of the workspace. */
  readonly root: string
  readonly command: Command
  /** The prompt as the user would type it. */
  readonly prompt: string
  readonly task: Task
  readonly store: RunStore
  readonly engine: Engine
  readonly backends: BackendResolver
  readonly clock: Clock
  readonly screen: Screen
  readonly signal: AbortSignal
}

export function runOptions({ command }: Session): RunOptions {
  const { models, optimizer, preset, maxUsd, maxCalls, maxTokens, repeats, concurrency, seed, resume } = command
  const { batch, retry } = command
  return {
    ...(models.length > 0 && { models }),
    ...(optimizer !== undefined && { optimizer }),
    ...(preset !== undefined && { preset }),
    ...(maxUsd !== undefined && { maxUsd }),
    ...(maxCalls !== undefined && { maxCalls }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(repeats !== undefined && { repeats }),
    ...(concurrency !== undefined && { concurrency }),
    ...(batch && { batch: retry ? 'retry' : 'leave' }),
    ...(seed !== undefined && { seed }),
    ...(resume !== undefined && { resume }),
  }
}

/** The run that --resume names where it is already done: shown again, nothing is called. Otherwise `start` begins it. */
export async function runOrReplay(
  session: Session,
  kind: RunKind,
  start: () => AsyncIterable<RunEvent>,
): Promise<RunView> {
  const { resume } = session.command
  if (resume === undefined) return follow(session, start())
  const run = recordOf(session, resume, kind)
  if (run.status !== 'done') return follow(session, start())
  const view = storedView(session.store, resume)
  if (view === undefined) throw new Error(`Run ${resume} has no events.`)
  session.screen.print([`Run ${resume} is done; nothing is called again.`])
  return view
}

async function follow({ screen, clock, signal }: Session, events: AsyncIterable<RunEvent>): Promise<RunView> {
  let view: RunView | undefined
  try {
    for await (const event of events) {
      const lines = lastingLines(view, event, screen.look)
      view = reduceRun(view, event)
      if (lines.length > 0) screen.print(lines)
      screen.progress(progressLine(view, clock.now()))
    }
  } catch (error) {
    if (!signal.aborted || view === undefined) throw error
    view = { ...view, status: 'cancelled' }
  } finally {
    screen.clear()
  }
  if (view === undefined) throw new Error('The run said nothing.')
  return view
}

/** The view of a run as the store has it. */
export function storedView(store: RunStore, runId: number): RunView | undefined {
  return (store.events(runId) as readonly RunEvent[]).reduce<RunView | undefined>(reduceRun, undefined)
}

/** The sweep to start from: --run, else the last finished one of this prompt. Throws `InputError` where there is none. */
export function sweepOf(session: Session): number {
  const { command: given, store, task, prompt } = session
  if (given.run !== undefined) {
    const run = recordOf(session, given.run, 'sweep')
    if (storedView(store, run.id)?.sweep) return run.id
    throw new InputError(
      `Sweep ${run.id} came to no report.`,
      `Run ${command('optimize', prompt)} --resume ${run.id}, or name another with --run.`,
    )
  }
  const finished = store
    .runs(task.prompt.path)
    .filter(({ id, kind }) => kind === 'sweep' && storedView(store, id)?.sweep)
    .map(({ id }) => id)
  if (finished.length === 0)
    throw new InputError(`There is no finished sweep of ${prompt}.`, `Run ${command('optimize', prompt)} first.`)
  return Math.max(...finished)
}

function recordOf({ store, task }: Session, id: number, kind: RunKind) {
  const run = store.run(id)
  if (run === undefined) throw new InputError(`There is no run ${id} in this workspace.`, 'Name one that was run here.')
  if (run.kind !== kind)
    throw new InputError(
      `Run ${id} is ${withArticle(run.kind)}, not ${withArticle(kind)}.`,
      `Name ${withArticle(kind)}.`,
    )
  if (run.promptPath !== task.prompt.path)
    throw new InputError(`Run ${id} is of ${run.promptPath}.`, `Name a run of ${task.prompt.path}, or that prompt.`)
  return run
}

function withArticle(kind: RunKind): string {
  return kind === 'eval' ? 'an eval' : `a ${kind}`
}

/** What the eval file holds that is not understood or not evaluated. */
export function printWarnings(screen: Screen, { evalFile }: Task): void {
  const { look } = screen
  screen.print(evalFile.warnings.flatMap((warning) => bullet(paint(look, 'caution', '!'), warning, look.width)))
}

/** Says why a run did not come to its end, and how to go on with it. */
export function printUnfinished(session: Session, view: RunView): void {
  const why = view.message === null ? '' : ` ${view.message}`
  const again = commandAgain(session.command, view.id, view.status !== 'budget')
  if (view.status === 'cancelled')
    printNext(session, { why: 'Interrupted. Every finished call is kept. To go on:', command: again })
  if (view.status === 'budget')
    printNext(session, {
      why: `Stopped by the budget.${why} To go on with more, raise --max-usd, --max-calls or --max-tokens:`,
      command: again,
    })
  if (view.status === 'failed')
    printNext(session, { why: `The run failed.${why} Finished calls are kept. To try again:`, command: again })
}

export function printNext({ screen, command: given }: Session, { why, command: next }: NextStep): void {
  const text = next === undefined ? undefined : withConsentAgain(given, next)
  screen.print([
    '',
    ...bullet('→', why, screen.look.width),
    ...(text === undefined ? [] : [`  ${paint(screen.look, 'strong', text)}`]),
  ])
}
