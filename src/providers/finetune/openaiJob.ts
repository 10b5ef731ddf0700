// Reads what OpenAI's fine-tuning API says of a job. States and fields it may add must not break us.
import * as z from 'zod'
import { type JobEvent, type JobState, type JobStatus, ModelError } from '../../core/ports.ts'

const STATES: Readonly<Record<string, JobState>> = {
  validating_files: 'validating',
  queued: 'queued',
  running: 'running',
  pausing: 'paused',
  paused: 'paused',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
}

const job = z.object({
  status: z.string(),
  estimated_finish: z.number().nullish(),
  trained_tokens: z.number().nullish(),
  fine_tuned_model: z.string().nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})

/** The tuned model's name gets `id` as its provider. */
export function statusOf(raw: unknown, { id, label }: { readonly id: string; readonly label: string }): JobStatus {
  const parsed = job.safeParse(raw)
  if (!parsed.success) throw new ModelError('server', `${label}: the answer is not a fine-tuning job.`)
  const { status, estimated_finish, trained_tokens, fine_tuned_model, error } = parsed.data
  const failed = error?.code || error?.message
  return {
    state: Object.hasOwn(STATES, status) ? (STATES[status] ?? 'unknown') : 'unknown',
    rawState: status,
    ...(estimated_finish ? { finishesAt: estimated_finish * 1000 } : {}),
    ...(typeof trained_tokens === 'number' ? { trainedTokens: trained_tokens } : {}),
    ...(fine_tuned_model ? { tunedModel: `${id}:${fine_tuned_model}` } : {}),
    ...(failed ? { error: { code: error?.code ?? 'unknown', message: error?.message ?? 'no reason given' } } : {}),
  }
}

const number = z.number().optional().catch(undefined)
const event = z.object({
  id: z.string(),
  created_at: z.number(),
  level: z.enum(['info', 'warn', 'error']).catch('info'),
  message: z.string(),
  data: z.object({ step: number, total_steps: number, train_loss: number, valid_loss: number }).nullish().catch(null),
})

type Metrics = NonNullable<JobEvent['metrics']>

export function eventOf(raw: unknown, label: string): JobEvent {
  const parsed = event.safeParse(raw)
  if (!parsed.success) throw new ModelError('server', `${label}: the answer is not a list of job events.`)
  const { id, created_at, level, message, data } = parsed.data
  const metrics = metricsOf(data, message)
  return { id, at: created_at * 1000, level, message, ...(metrics === undefined ? {} : { metrics }) }
}

/** From the event's data where it has any, else from OpenAI's sentence "Step 31/90: training loss=0.52". */
function metricsOf(data: z.infer<typeof event>['data'], message: string): Metrics | undefined {
  const said = /\bstep (\d+)(?:\/(\d+))?/i.exec(message)
  const step = data?.step ?? numberIn(said?.[1])
  const totalSteps = data?.total_steps ?? numberIn(said?.[2])
  const trainLoss = data?.train_loss ?? numberIn(/\b(?:training|train) loss\s*=\s*([\d.eE+-]+)/.exec(message)?.[1])
  const validLoss = data?.valid_loss ?? numberIn(/\b(?:validation|valid) loss\s*=\s*([\d.eE+-]+)/.exec(message)?.[1])
  if (step === undefined) return undefined
  return {
    step,
    ...(totalSteps === undefined ? {} : { totalSteps }),
    ...(trainLoss === undefined ? {} : { trainLoss }),
    ...(validLoss === undefined ? {} : { validLoss }),
  }
}

function numberIn(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number.parseFloat(text)
  return Number.isFinite(value) ? value : undefined
}
