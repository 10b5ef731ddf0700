// Works through the fine-tuning jobs on disk, step by step, leaving the server time to answer in between.
// Must survive its own end at any moment: what is on disk is enough for the next trainer to go on.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../../core/random.ts'
import { seconds } from '../http.ts'
import { fileText, saveFile } from '../routes/files.ts'
import type { State } from '../state.ts'
import { Classifier } from './classifier.ts'
import { eventOf, isOver, type JobDocument, loadJob, newId, updateJob, type WireEvent } from './job.ts'
import { Lock } from './lock.ts'
import { type Plan, planOf } from './plan.ts'
import { readTrainingFile, unlearnable } from './trainingFile.ts'
import { saveTunedModel } from './tunedModel.ts'

const LOOK_EVERY_MS = 2000
const METRICS_EVENTS = 60
const CHECKPOINTS = 3
const BASE_RATE = 0.2

export class Trainer {
  readonly #state: State
  readonly #stepDelayMs: number
  readonly #owner = randomUUID()
  readonly #stop = new AbortController()
  readonly #working = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(state: State, stepDelayMs: number) {
    this.#state = state
    this.#stepDelayMs = stepDelayMs
  }

  /** Takes up unfinished jobs, now and whenever one is found without an owner. */
  start(): void {
    this.look()
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  look(): void {
    for (const id of this.#state.ids('jobs')) {
      const status = this.#working.has(id) ? undefined : this.#state.load<JobDocument>('jobs', id)?.job.status
      if (status !== undefined && !isOver(status)) this.#take(id)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await Promise.all(this.#working.values())
  }

  #take(id: string): void {
    const lock = Lock.take(this.#state.lockPath('jobs', id), this.#owner)
    if (lock === undefined) return
    const work = this.#run(id, lock).finally(() => {
      lock.release()
      this.#working.delete(id)
    })
    this.#working.set(id, work)
  }

  async #run(id: string, lock: Lock): Promise<void> {
    let document = this.#state.load<JobDocument>('jobs', id)
    if (document === undefined || isOver(document.job.status)) return
    try {
      const plan = this.#prepare(document)
      if ('fault' in plan) {
        const failed = eventOf(`The job failed due to an invalid file. ${plan.fault.message}`, 'error')
        updateJob(this.#state, document, { status: 'failed', error: plan.fault, finished_at: seconds() }, failed)
        return
      }
      document = await this.#announce(document, plan)
      await this.#train(document, plan, lock)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      const message = `The trainer failed: ${error instanceof Error ? error.message : String(error)}`
      const fault = { code: 'server_error', message, param: null }
      updateJob(
        this.#state,
        document,
        { status: 'failed', error: fault, finished_at: seconds() },
        eventOf(message, 'error'),
      )
    }
  }

  /** Reads and checks both files. */
  #prepare({ job }: JobDocument): Plan | { fault: { code: string; message: string; param: string | null } } {
    const train = readTrainingFile(fileText(this.#state, job.training_file) ?? '', 'training_file')
    if ('fault' in train) return train
    const fault = unlearnable(train.rows)
    if (fault) return { fault }
    const validText = job.validation_file === null ? '' : (fileText(this.#state, job.validation_file) ?? '')
    const valid = readTrainingFile(validText, 'validation_file')
    return 'fault' in valid ? valid : planOf(train.rows, valid.rows, job.hyperparameters)
  }

  async #announce(document: JobDocument, plan: Plan): Promise<JobDocument> {
    let next = document
    const pause = (): Promise<void> => wait(this.#stepDelayMs, undefined, { signal: this.#stop.signal })
    if (next.job.status === 'validating_files') {
      await pause()
      const validated = eventOf('Files validated, moving job to queued state')
      next = updateJob(this.#state, next, { status: 'queued', ...resolved(plan) }, validated)
    }
    if (next.job.status === 'queued') {
      await pause()
      const finish = this.#finishOf(plan.steps)
      next = updateJob(this.#state, next, { status: 'running', ...finish }, eventOf('Fine-tuning job started'))
    }
    return next
  }

  async #train(started: JobDocument, plan: Plan, lock: Lock): Promise<void> {
    const { id } = started.job
    let document = withoutLostSteps(started)
    const saved = document.stepsDone > 0 ? this.#state.loadBlob('progress', id) : undefined
    const classifier = new Classifier(plan.outputs.length, plan.buckets, saved)
    const every = Math.ceil(plan.steps / METRICS_EVENTS)
    let losses: number[] = []
    for (let step = document.stepsDone + 1; step <= plan.steps; step++) {
      losses.push(classifier.step(batchOf(plan, id, step), BASE_RATE * plan.rate))
      if (step % every === 0 || step === plan.steps) {
        const metrics = metricsOf(plan, classifier, step, losses)
        losses = []
        document = updateJob(this.#state, document, this.#finishOf(plan.steps - step), metrics)
      }
      if (step % plan.stepsPerEpoch === 0) document = this.#keep(document, plan, classifier, step)
      await wait(this.#stepDelayMs, undefined, { signal: this.#stop.signal })
      if (!lock.touch()) return
      if (loadJob(this.#state, id)?.job.status === 'cancelled') {
        updateJob(
          this.#state,
          document,
          { status: 'cancelled', finished_at: seconds(), estimated_finish: null },
          eventOf('Fine-tuning job was cancelled.'),
        )
        return
      }
    }
    this.#finish(document, plan, classifier)
  }

  #finishOf(steps: number): { estimated_finish: number } {
    return { estimated_finish: seconds() + Math.ceil((steps * Math.max(1, this.#stepDelayMs)) / 1000) }
  }

  /** Puts the weights in safety; those of the last epochs are models in their own right. */
  #keep(document: JobDocument, plan: Plan, classifier: Classifier, step: number): JobDocument {
    const { id } = document.job
    this.#state.saveBlob('progress', id, classifier.trainingBytes())
    const epoch = step / plan.stepsPerEpoch
    const kept = [...document.checkpoints]
    if (epoch > plan.epochs - CHECKPOINTS && epoch < plan.epochs) {
      const name = `${modelName(document)}:ckpt-step-${step}`
      saveTunedModel(this.#state, { name, at: seconds(), ...plan }, classifier)
      kept.push({
        id: newId('ftckpt'),
        object: 'fine_tuning.job.checkpoint',
        created_at: seconds(),
        fine_tuned_model_checkpoint: name,
        fine_tuning_job_id: id,
        step_number: step,
        metrics: { ...(document.events.findLast((event) => event.type === 'metrics')?.data ?? {}), step },
      })
    }
    const next = { ...document, checkpoints: kept, stepsDone: step }
    this.#state.save('jobs', id, next)
    return next
  }

  #finish(document: JobDocument, plan: Plan, classifier: Classifier): void {
    const name = modelName(document)
    saveTunedModel(this.#state, { name, at: seconds(), ...plan }, classifier)
    const csv = saveFile(this.#state, {
      filename: 'step_metrics.csv',
      purpose: 'fine-tune-results',
      bytes: Buffer.from(csvOf(document.events)),
    })
    updateJob(
      this.#state,
      document,
      {
        status: 'succeeded',
        fine_tuned_model: name,
        finished_at: seconds(),
        estimated_finish: null,
        trained_tokens: plan.tokens * plan.epochs,
        result_files: [csv.id],
      },
      eventOf(`New fine-tuned model created: ${name}`),
      eventOf('The job has successfully completed'),
    )
  }
}

function modelName({ job, suffix }: JobDocument): string {
  return `ft:${job.model}:tunesmith:${suffix}:${job.id.replace(/^ftjob-/u, '').slice(0, 8)}`
}

function resolved(plan: Plan): Pick<JobDocument['job'], 'hyperparameters' | 'method'> {
  const hyperparameters = {
    n_epochs: plan.epochs,
    batch_size: plan.batch,
    learning_rate_multiplier: plan.rate,
  }
  return { hyperparameters, method: { type: 'supervised', supervised: { hyperparameters } } }
}

/** Rows of one step: every epoch goes over all rows in an order of its own. */
function batchOf(plan: Plan, id: string, step: number): Plan['train'] {
  const epoch = Math.floor((step - 1) / plan.stepsPerEpoch)
  const at = (step - 1) % plan.stepsPerEpoch
  return new Random(id, `epoch ${epoch}`).shuffle(plan.train).slice(at * plan.batch, (at + 1) * plan.batch)
}

function metricsOf(plan: Plan, classifier: Classifier, step: number, losses: readonly number[]): WireEvent {
  const train = round(losses.reduce((sum, loss) => sum + loss, 0) / losses.length)
  const data = { step, total_steps: plan.steps, train_loss: train }
  const message = `Step ${step}/${plan.steps}: training loss=${train.toFixed(2)}`
  if (plan.valid.length === 0) return eventOf(message, 'info', data)
  const valid = round(classifier.loss(plan.valid))
  return eventOf(`${message}, validation loss=${valid.toFixed(2)}`, 'info', { ...data, valid_loss: valid })
}

const round = (loss: number): number => Math.round(loss * 1e4) / 1e4

/** Steps after the last saved weights are done again, so their metrics are dropped. */
function withoutLostSteps(document: JobDocument): JobDocument {
  const stands = (event: WireEvent): boolean => event.type === 'message' || (event.data.step ?? 0) <= document.stepsDone
  return { ...document, events: document.events.filter(stands) }
}

function csvOf(events: readonly WireEvent[]): string {
  const rows = events
    .filter((event) => event.type === 'metrics')
    .map(({ data }) => [data.step, data.train_loss, data.valid_loss ?? ''])
  return [['step', 'train_loss', 'valid_loss'], ...rows].map((row) => row.join(',')).join('\n') + '\n'
}
