// The engine's front door: every run is a stream of typed events, recorded in the store before a reader sees it.
// Must not know who is reading: panel, terminal and tests are the same to it.
import { cancelBatches } from './batch/cancel.ts'
import type { BatchResolver } from './batch/engine.ts'
import { BudgetSpent, Ledger, type WorstCase } from './budget.ts'
import { Caller } from './calls.ts'
import { streamOf } from './channel.ts'
import type { CodeRunner } from './code.ts'
import { diagnose } from './diagnose/diagnose.ts'
import { diagnosisLimits } from './diagnose/limits.ts'
import type { EmbedderResolver } from './embedder.ts'
import { InputError } from './errors.ts'
import { comparable } from './evals/comparable.ts'
import { type OwnModels, ownModelsOf } from './evals/ownModels.ts'
import type { Program } from './evals/providers.ts'
import { judgeCalls } from './evals/run.ts'
import { checkReserve, worstSealed } from './evals/sealedReserve.ts'
import { splitsOf } from './evals/split.ts'
import { callsOf, evaluate } from './evaluate.ts'
import type { RunEvent } from './events.ts'
import { confirm } from './finetune/confirm.ts'
import { cancelJob, refreshJob, submitJob } from './finetune/submit.ts'
import { generateCases } from './generate/generate.ts'
import type { GenerationEvent, GenerationOrder } from './generate/order.ts'
import { rememberJudge } from './judge/calibration.ts'
import { allGrading, type GradingModels, gradingModelsOf } from './judge/gradingModels.ts'
import { judgeNotes } from './judge/judgesOf.ts'
import { planSweep } from './optimize/plan.ts'
import { sweep } from './optimize/sweep.ts'
import type { BackendResolver, ChatModel, Clock, JobRecord, ModelResolver, RunStatus, RunStore } from './ports.ts'
import { ModelError } from './ports.ts'
import type { PriceTable } from './pricing.ts'
import { requireSearchable } from './promptProgram.ts'
import { type Review, reviewOf } from './review.ts'
import type { RunContext } from './run.ts'
import type { MeasuredKind } from './runKind.ts'
import { caps, type RunOptions, rememberOptions, settledOptions } from './runOptions.ts'
import type { RunPlan } from './runPlan.ts'
import { promptsOf, sweepOf, variantOf } from './sweepResult.ts'
import type { Task } from './task.ts'

export interface EngineDeps {
  readonly store: RunStore
  readonly clock: Clock
  readonly models: ModelResolver
  /** Finds the models that make vectors of texts. */
  readonly embedders?: EmbedderResolver | undefined
  readonly backends: BackendResolver
  readonly prices: PriceTable
  /** Where answers may come from batches. */
  readonly batches?: BatchResolver | undefined
  /** A program of the workspace as a model. */
  readonly programs?: ((program: Program) => ChatModel) | undefined
  /** Runs code that the user's files name, where there is consent for it. */
  readonly code?: CodeRunner | undefined
}

const CONCURRENCY = 8
const TIMEOUT_MS = 120_000

export class Engine {
  readonly #deps: EngineDeps

  constructor(deps: EngineDeps) {
    this.#deps = deps
  }

  /** Measures the prompt on the cases of train and select, over all models. */
  evaluate(given: Task, wished: RunOptions, signal: AbortSignal): AsyncGenerator<RunEvent, void> {
    return this.#run('eval', given, wished, signal, async (options, task) => {
      const models = await this.#models(task, options)
      const splits = splitsOf(task.evalFile)
      const calls = callsOf(task, splits, models.length, options.repeats)
      const limits = { searchCalls: options.maxCalls ?? calls, testCalls: 0, ...caps(options) }
      return { models, splits, limits, body: (context) => evaluate(context, splits, models) }
    })
  }

  /** Searches for a better prompt and reports on the sealed split. */
  optimize(given: Task, wished: RunOptions, signal: AbortSignal): AsyncGenerator<RunEvent, void> {
    return this.#run('sweep', given, wished, signal, async (options, task) => {
      requireSearchable(task.prompt, task.evalFile)
      const models = await this.#models(task, options)
      const optimizer = await this.#optimizer(task, options, models)
      const largest = models.at(-1)
      const proposers =
        models.length < 2 || largest === undefined || largest.id === optimizer.id ? [optimizer] : [optimizer, largest]
      const splits = splitsOf(task.evalFile)
      const { preset = 'standard', maxCalls } = options
      const { evalFile } = task
      const plan = planSweep({ splits, models, proposers, preset, maxCalls, evalFile, caps: caps(options) })
      const { limits, sealedModels } = plan
      return { models, sealedModels, proposers, splits, limits, body: (context) => sweep(context, plan) }
    })
  }

  /** Probes what still fails after the sweep `sweepId`. */
  diagnose(given: Task, sweepId: number, wished: RunOptions, signal: AbortSignal): AsyncGenerator<RunEvent, void> {
    return this.#run('diagnosis', given, wished, signal, async (options, task) => {
      const { best, report } = promptsOf(this.#deps.store, sweepId, task)
      const models = await this.#models(task, options)
      const model = await this.#model(task, report.model)
      const proposer = await this.#optimizer(task, options, models)
      const bigger = [models.at(-1), proposer].find((other) => other !== undefined && other.id !== model.id)
      const splits = splitsOf(task.evalFile)
      const plan = { splits, model, bigger, proposer, texts: best.texts, label: best.label, plateau: report.plateau }
      const limits = { ...diagnosisLimits(splits, options.maxCalls), ...caps(options) }
      return { models: [model], splits, limits, body: (context) => diagnose(context, plan) }
    })
  }

  /** {base, tuned} × {seed prompt, best prompt} on the sealed split. `marker` names a succeeded job. */
  confirm(given: Task, marker: string, wished: RunOptions, signal: AbortSignal): AsyncGenerator<RunEvent, void> {
    return this.#run('confirmation', given, wished, signal, async (options, task) => {
      const job = this.#job(marker)
      if (job.status.tunedModel === undefined)
        throw new InputError(`Job ${marker} has no tuned model (${job.status.rawState}).`, 'Wait for it to succeed.')
      const { seed, best } = promptsOf(this.#deps.store, job.runId, task)
      const base = await this.#model(task, job.baseModel)
      const tuned = await this.#deps.models(job.status.tunedModel)
      const splits = splitsOf(task.evalFile)
      if (splits.vault.size === 0)
        throw new InputError('No case is sealed, so a tuned model cannot be confirmed.', 'Add cases: 60 or more.')
      const plan = { splits, base, tuned, seedTexts: seed.texts, bestTexts: best.texts, bestLabel: best.label }
      const perCase = task.evalFile.cases.reduce((most, kase) => Math.max(most, 1 + judgeCalls(kase, true)), 1)
      const limits = { searchCalls: 0, testCalls: 4 * splits.vault.size * perCase, ...caps(options) }
      return { models: [base, tuned], splits, limits, body: (context) => confirm(context, plan) }
    })
  }

  /** Has a model write cases; drafts come out, and nothing is measured. */
  generate(order: GenerationOrder, signal: AbortSignal): AsyncGenerator<GenerationEvent, void> {
    return generateCases(this.#deps, order, signal)
  }

  /** Builds the training set from the sweep and submits it. The record is stored before the backend is asked. */
  submitJob(
    task: Task,
    sweepId: number,
    options: { readonly backend?: string },
    signal: AbortSignal,
  ): Promise<JobRecord> {
    return submitJob({ ...this.#deps, ...options, task, sweepId, splits: splitsOf(task.evalFile) }, signal)
  }

  /** Asks the backend once and stores what it says. Throws `ModelError` where it cannot be reached. */
  refreshJob(marker: string, signal: AbortSignal): Promise<JobRecord> {
    return refreshJob(this.#deps, this.#job(marker), signal)
  }

  cancelJob(marker: string, signal: AbortSignal): Promise<JobRecord> {
    return cancelJob(this.#deps, this.#job(marker), signal)
  }

  /** Asks the providers to end what the run has in batches; what is answered by then is kept for its resumption. Gives
   *  back how many were asked for. Throws `ModelError`. */
  cancelBatches(runId: number, signal: AbortSignal): Promise<number> {
    const { store, batches } = this.#deps
    return cancelBatches({ store, runId, engines: batches ?? (async () => undefined) }, signal)
  }

  /** The winner of a sweep, ready for the diff; undefined where nothing beat the seed. */
  review(sweepId: number): Review | undefined {
    return reviewOf(sweepId, sweepOf(this.#deps.store, sweepId))
  }

  /** A variant of a sweep for one model, ready for the diff; undefined where there is no such variant. */
  variant(sweepId: number, candidateId: string): Review | undefined {
    const found = variantOf(this.#deps.store, sweepId, candidateId)
    return found && reviewOf(sweepId, found)
  }

  /** Bad input ends in an InputError before a run exists; everything later ends in a `finished` event. */
  async *#run(
    kind: MeasuredKind,
    given: Task,
    wished: RunOptions,
    signal: AbortSignal,
    prepare: (options: RunOptions, task: Task) => Promise<Omit<RunPlan, 'kind' | 'notes'>>,
  ): AsyncGenerator<RunEvent, void> {
    const options = settledOptions(this.#deps.store, wished)
    const models = new Set(options.models ?? given.evalFile.models).size
    const { task, notes } = comparable(given, kind === 'eval' ? models : 1)
    const plan: RunPlan = { ...(await prepare(options, task)), kind, notes }
    const answering = await ownModelsOf(task.evalFile.cases, kind, (id) => this.#model(task, id))
    const grading = { ...(await gradingModelsOf(task.evalFile, this.#deps)), answering }
    const sealed = worstSealed(
      plan.limits.testCalls,
      task,
      plan.sealedModels ?? plan.models,
      allGrading(grading),
      this.#deps.prices,
    )
    checkReserve(plan.limits, sealed)
    yield* streamOf<RunEvent>((emit, inner) => this.#record(task, options, plan, grading, sealed, emit, inner), signal)
  }

  async #record(
    task: Task,
    options: RunOptions,
    plan: RunPlan,
    grading: GradingModels & { readonly answering: OwnModels },
    sealed: WorstCase,
    tell: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, clock, prices, code, batches } = this.#deps
    const startedAt = clock.now()
    const id = options.resume ?? store.createRun({ kind: plan.kind, promptPath: task.prompt.path, startedAt })
    const emit = (event: RunEvent) => {
      if (event.type !== 'step') store.appendEvent(id, event)
      tell(event)
    }
    const ledger = new Ledger(plan.limits)
    ledger.holdForTest(plan.limits.testCalls, sealed)
    const note = (text: string) => emit({ type: 'note', text })
    const concurrency = options.concurrency ?? CONCURRENCY
    const caller = new Caller({ runId: id, store, clock, ledger, prices, concurrency, timeoutMs: TIMEOUT_MS, note })
    const seed = options.seed ?? 'tunesmith'
    const { repeats } = options
    const batch = options.batch && batches && { engines: batches, unanswered: options.batch }
    const shared = { id, seed, task, store, clock, ledger, caller, prices, ...grading, code, repeats, batch }
    const context: RunContext = { ...shared, signal, emit }
    rememberOptions(store, id, options)
    if (grading.judges.size > 0) rememberJudge(store, id, task.evalFile)
    const { path, source, format, engine } = task.prompt
    store.saveDocument(id, 'source', { path, source, format, engine, evalPath: task.evalFile.path })
    const asked = [...plan.models, ...grading.answering.values()]
    emit({
      type: 'started',
      runId: id,
      kind: plan.kind,
      at: startedAt,
      promptPath: task.prompt.path,
      evalPath: task.evalFile.path,
      models: plan.models.map((model) => model.id),
      notices: [...new Set([...asked, ...allGrading(grading)].flatMap((model) => model.notice ?? []))],
      splits: {
        train: plan.splits.train.length,
        select: plan.splits.select.length,
        test: plan.splits.vault.size,
      },
      limits: plan.limits,
      target: task.evalFile.target ?? null,
      exploratory: plan.splits.exploratory,
    })
    const judged = judgeNotes(grading, asked, plan.proposers ?? [])
    for (const text of [...plan.notes, ...judged]) emit({ type: 'note', text })
    const end = await this.#outcome(plan, context)
    emit({ type: 'spend', spend: ledger.spend })
    store.finishRun(id, end.status, clock.now())
    emit({ type: 'finished', status: end.status, at: clock.now(), message: end.message })
  }

  async #outcome(
    plan: RunPlan,
    context: RunContext,
  ): Promise<{ status: Exclude<RunStatus, 'running'>; message: string | null }> {
    try {
      await plan.body(context)
      return { status: 'done', message: null }
    } catch (error) {
      if (context.signal.aborted) return { status: 'cancelled', message: 'Cancelled. Everything paid for is kept.' }
      if (BudgetSpent.is(error)) return { status: 'budget', message: error.message }
      if (InputError.is(error)) return { status: 'failed', message: error.sentence }
      if (ModelError.is(error)) return { status: 'failed', message: error.message }
      context.store.finishRun(context.id, 'failed', context.clock.now())
      throw error
    }
  }

  async #models(task: Task, options: RunOptions): Promise<ChatModel[]> {
    const ids = options.models ?? task.evalFile.models
    if (ids.length === 0)
      throw new InputError('No model is named.', 'Add one under "providers", e.g. openai:gpt-6-luna.', {
        file: task.evalFile.path,
      })
    return Promise.all([...new Set(ids)].map((id) => this.#model(task, id)))
  }

  async #optimizer(task: Task, options: RunOptions, models: readonly ChatModel[]): Promise<ChatModel> {
    const named = options.optimizer ?? (options.models === undefined ? task.evalFile.optimizer : undefined)
    const id = named ?? models.findLast(({ readsVars }) => readsVars === undefined)?.id
    if (id !== undefined) return this.#deps.models(id)
    const mend = 'Name a model that proposes them: metadata.tunesmith.optimizer.'
    throw new InputError('A program cannot write edits.', mend, { file: task.evalFile.path })
  }

  #model({ evalFile }: Task, id: string): Promise<ChatModel> {
    const program = evalFile.programs?.find((one) => one.id === id)
    const made = program && this.#deps.programs?.(program)
    return made === undefined ? this.#deps.models(id) : Promise.resolve(made)
  }

  #job(marker: string): JobRecord {
    const job = this.#deps.store.jobs().find((one) => one.marker === marker)
    if (job === undefined) throw new InputError(`There is no fine-tuning job ${marker}.`, 'Submit one first.')
    return job
  }
}
