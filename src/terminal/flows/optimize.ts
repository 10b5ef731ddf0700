// `tunesmith optimize`: search, report, show the diff, and write it only when asked to.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import type { LeaderboardRow } from '../../core/events.ts'
import { splitPath } from '../../core/prompt/registry.ts'
import type { Review } from '../../core/review.ts'
import type { RunView } from '../../shared/viewModel.ts'
import { leaderboardView } from '../leaderboard.ts'
import { paint } from '../look.ts'
import { afterSweep, command } from '../nextStep.ts'
import { type Outcome, runExitCode } from '../outcome.ts'
import { reviewView } from '../review.ts'
import { printNext, printUnfinished, runOptions, runOrReplay, type Session } from '../session.ts'
import { sweepReportView } from '../sweepReport.ts'
import { writePromptFile } from '../workspace.ts'

export async function optimize(session: Session): Promise<Outcome> {
  const { engine, task, screen, signal, prompt } = session
  const seen = isSeen(session)
  const view = await runOrReplay(session, 'sweep', () => engine.optimize(task, runOptions(session), signal))
  if (view.sweep !== null) {
    if (!seen) screen.print(['', ...leaderboards(view, session), '', ...sweepReportView(view.sweep, view, screen.look)])
    if (!seen) showVariants(session, view)
    await offer(session, view, seen)
  }
  if (view.status !== 'done') printUnfinished(session, view)
  else if (view.sweep !== null) printNext(session, afterSweep(view.sweep, prompt))
  return { run: view, report: view.sweep, exitCode: runExitCode(view) }
}

/** Whoever writes the winner of a run that is done has seen its report. */
function isSeen({ command: { resume, apply }, store }: Session): boolean {
  return apply && resume !== undefined && store.run(resume)?.status === 'done'
}

const measuredOn: Readonly<Record<LeaderboardRow['split'], string>> = {
  test: 'the sealed test cases',
  select: 'the select cases: optimistic (used for choosing)',
}

function leaderboards({ leaderboard }: RunView, { screen }: Session): string[] {
  return (['select', 'test'] as const).flatMap((split) => {
    const rows = leaderboard.filter((row) => row.split === split)
    return rows.length === 0 ? [] : leaderboardView(rows, measuredOn[split], screen.look)
  })
}

/** What single models would get where one prompt does not serve them all. */
function showVariants({ engine, screen }: Session, { id, sweep }: RunView): void {
  for (const { candidateId } of sweep?.models?.variants ?? []) {
    const variant = engine.variant(id, candidateId)
    if (variant !== undefined) screen.print(['', ...reviewView(variant, screen.look)])
  }
}

async function offer(session: Session, view: RunView, seen: boolean): Promise<void> {
  const { engine, screen, prompt } = session
  const review = engine.review(view.id)
  if (review === undefined) {
    screen.print(['', 'Nothing beat the seed: keep the prompt as it is.'])
    return
  }
  if (!seen) screen.print(['', ...reviewView(review, screen.look)])
  if (session.command.apply && (seen || isLikely(view))) return apply(session, review)
  const unproven = session.command.apply ? ', since the winner is not likely better' : ''
  printNext(session, {
    why: `${prompt} is untouched${unproven}. To write the winner to it:`,
    command: `${command('optimize', prompt)} --resume ${view.id} --apply`,
  })
}

function isLikely({ sweep }: RunView): boolean {
  return sweep?.sealed?.verdict === 'credible' || sweep?.sealed?.verdict === 'likely'
}

/** Writes the winner, unless the file is no longer the one that was measured. */
async function apply({ root, screen, prompt, task }: Session, review: Review): Promise<void> {
  const path = join(root, splitPath(review.promptPath).file)
  const now = await readFile(path, 'utf8')
  if (now === review.candidateSource) {
    screen.print(['', `${prompt} already holds the winner.`])
    return
  }
  if (now !== review.seedSource)
    throw new InputError(
      `${prompt} changed since run ${review.runId}, so the winner was not written.`,
      `Run ${command('optimize', prompt)} again.`,
      { file: task.prompt.path },
    )
  await writePromptFile(root, path, review.candidateSource)
  screen.print(['', `${paint(screen.look, 'good', '✓')} ${review.label} (${review.score}) is written to ${prompt}.`])
}
