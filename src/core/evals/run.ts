// The run loop: prompts × models × cases → cells. A call or grader that fails leaves its cell without a grade.
import { BudgetSpent } from '../budget.ts'
import { type CallOutcome, isFatal, type PlannedCall } from '../calls.ts'
import { askJudges } from '../judge/askJudges.ts'
import { embed } from '../judge/embedders.ts'
import type { Cell, ChatMessage, ChatModel, ChatReply } from '../ports.ts'
import { renderTexts } from '../prompt/render.ts'
import { promptText } from '../promptText.ts'
import { emitSpend, type RunContext } from '../run.ts'
import { type Case, type CaseGrade, flatAssertions, type SplitName } from './case.ts'
import { isChecked } from './comparisons.ts'
import { gradeCase } from './graders/grade.ts'
import type { GradeContext, ReplyFacts } from './graders/grader.ts'
import { embeddingsOf, questionsOf } from './graders/registry.ts'

/** One prompt on one model. */
export interface Arm {
  readonly candidateId: string
  /** The messages' templates. */
  readonly texts: readonly string[]
  readonly model: ChatModel
}

export interface Rollout {
  readonly arm: Arm
  readonly kase: Case
  readonly repeat: number
}

/** A cell as it is graded, with what each assertion says. */
export interface GradedCell extends Cell {
  readonly grade: CaseGrade | undefined
  /** Whether it passes by the search's own judges, where a held-out one gave the grade. */
  readonly bySearchJudge?: boolean
}

/** What a model may write in answer to a case; room enough for a reasoning model's thoughts. */
export const TASK_OUTPUT_TOKENS = 2048
/** Rollouts reserved together; a block starts when the one before it is done, so that budgets end runs reproducibly. */
const BLOCK = 64

/** Runs the rollouts and returns their cells in the same order. Cells are stored as they come. */
export async function runCells(
  context: RunContext,
  rollouts: readonly Rollout[],
  split: SplitName,
  step: string,
): Promise<GradedCell[]> {
  const cells: GradedCell[] = []
  await fillCells(context, rollouts, split, step, (filled) => cells.push(...filled))
  return cells
}

/** The same for runs of any size: `take` is given the cells of a block at a time, and nothing else holds them. */
export async function fillCells(
  context: RunContext,
  rollouts: readonly Rollout[],
  split: SplitName,
  step: string,
  take: (cells: readonly GradedCell[]) => void,
): Promise<void> {
  for (let from = 0; from < rollouts.length; from += BLOCK) {
    const block = rollouts.slice(from, from + BLOCK)
    const filled = await runBlock(context, block, split, (done) =>
      context.emit({ type: 'step', text: step, done: from + done, total: rollouts.length }),
    )
    take(filled)
    emitSpend(context)
  }
}

async function runBlock(
  context: RunContext,
  block: readonly Rollout[],
  split: SplitName,
  progress: (done: number) => void,
): Promise<GradedCell[]> {
  const { ledger, caller, store, signal } = context
  const sealed = split === 'test'
  const judged = block.reduce((sum, { kase }) => sum + judgeCalls(kase), 0)
  if (!sealed && judged > 0 && ledger.searchLeft < block.length + judged)
    throw new BudgetSpent('The budget does not cover the judge.')
  const asked = block.filter(({ kase }) => kase.output === undefined)
  const cells = new Map<Rollout, GradedCell>()
  const take = async (rollout: Rollout, outcome: CallOutcome): Promise<void> => {
    const { arm, kase, repeat } = rollout
    const { reply } = outcome
    const gradedBy = async (judges: RunContext['judges']) =>
      reply === undefined
        ? { error: outcome.error?.message ?? 'no answer' }
        : gradeCase(kase, reply.text, {
            ...gradeContext(context, rollout, judges, sealed),
            reply: factsOf(reply, outcome.usd),
          })
    const apart = sealed && judgeCalls(kase) > 0 ? context.heldOut : undefined
    const graded = await gradedBy(apart ?? context.judges)
    const also = apart && (await gradedBy(context.judges))
    if ('cause' in graded && ((BudgetSpent.is(graded.cause) && !sealed) || isFatal(graded.cause))) throw graded.cause
    const cell: GradedCell = {
      candidateId: arm.candidateId,
      model: arm.model.id,
      caseId: kase.id,
      split,
      repeat,
      // Without assertions an output is there to be looked at.
      grade: 'grade' in graded && isChecked(kase) ? graded.grade : undefined,
      output: outcome.reply?.text ?? '',
      ...('error' in graded && { error: graded.error }),
      ...(also !== undefined && 'grade' in also && { bySearchJudge: also.grade.pass }),
      usd: outcome.usd,
      latencyMs: outcome.reply?.latencyMs ?? 0,
    }
    await store.saveCell(context.id, cell)
    cells.set(rollout, cell)
    progress(cells.size)
  }
  for (const rollout of block) if (rollout.kase.output !== undefined) await take(rollout, given(rollout))
  const ask = (some: readonly Rollout[]) => {
    const calls = some.map((rollout) => callOf(context, rollout, split))
    return caller.all(calls, signal, async (outcome, index) => {
      const rollout = some[index]
      if (rollout !== undefined) await take(rollout, outcome)
    })
  }
  for (const rollout of asked) if (rollout.kase.serial) await ask([rollout])
  await ask(asked.filter(({ kase }) => !kase.serial))
  return block.flatMap((rollout) => cells.get(rollout) ?? [])
}

/** What graders may ask for; what is known of the reply is not in it. */
export function gradeContext(
  context: RunContext,
  rollout: Rollout,
  judges: RunContext['judges'],
  sealed: boolean,
): GradeContext {
  const { code, signal } = context
  return {
    judge: (examine, provider) => askJudges({ ...context, judges }, examine, provider, sealed),
    embed: (text, embedder) => embed(context, text, embedder, sealed),
    ...(code !== undefined && { code: (call) => code.run(call, signal) }),
    prompt: () => promptText(messagesOf(context, rollout)),
  }
}

/** The call that answers a rollout. */
export function callOf(
  context: Pick<RunContext, 'task' | 'answering'>,
  rollout: Rollout,
  split: SplitName,
): PlannedCall {
  const { arm, kase, repeat } = rollout
  const model = (kase.model === undefined ? undefined : context.answering?.get(kase.model)) ?? arm.model
  const vars = model.readsVars === true ? { vars: kase.vars } : {}
  return {
    model,
    request: { messages: messagesOf(context, rollout), maxOutputTokens: TASK_OUTPUT_TOKENS, repeat, ...vars },
    kind: split === 'test' ? 'test' : 'task',
  }
}

function messagesOf({ task }: Pick<RunContext, 'task'>, { arm, kase }: Rollout): readonly ChatMessage[] {
  return kase.messages ?? renderTexts(task.prompt, around(kase, arm.texts), kase.vars)
}

/** The output that stands in the case itself: no call, no cost. */
function given({ arm, kase }: Rollout): CallOutcome {
  const usage = { inputTokens: 0, outputTokens: 0 }
  return {
    reply: { text: kase.output ?? '', usage, finish: 'stop', servedBy: arm.model.id, latencyMs: 0 },
    error: undefined,
    usd: 0,
  }
}

/** The prompt with what the case puts before and behind it. */
export function around({ prefix = '', suffix = '' }: Case, texts: readonly string[]): readonly string[] {
  if (prefix === '' && suffix === '') return texts
  return texts.map((text, i) => (i === 0 ? prefix : '') + text + (i === texts.length - 1 ? suffix : ''))
}

function factsOf({ latencyMs, finish, usage }: ChatReply, usd: number | undefined): ReplyFacts {
  return { finish, ...(usage.batched !== true && { latencyMs }), ...(usd !== undefined && { usd }) }
}

/** Calls to judges and embedding models that grading this case takes; where it is sealed, those of a held-out judge, too. */
export function judgeCalls(kase: Case, sealed = false): number {
  return flatAssertions(kase.assertions).reduce((sum, assertion) => {
    const { votes = 1, heldOutVotes = 0 } = assertion.judging ?? {}
    const all = sealed ? votes + heldOutVotes : votes
    return sum + questionsOf(assertion, kase.vars) * all + embeddingsOf(assertion, all)
  }, 0)
}

/** Pass or fail by case, undefined where missing; for pairing two arms. */
export function passes(cells: readonly Cell[]): Map<string, boolean | undefined> {
  return new Map(cells.map((cell) => [cell.caseId, cell.grade?.pass]))
}
