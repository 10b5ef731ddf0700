// Supervised fine-tuning in OpenAI's format: OpenAI itself, and the sandbox at its own address.
// Must never lose a paid job: the marker goes out with the request that creates it.
import type { OpenAI } from 'openai'
import { type FineTuneBackend, type JobStatus, ModelError, type TrainExample } from '../../core/ports.ts'
import type { Access } from '../access.ts'
import { connectOpenAi, type OpenAiConnection } from '../openaiClient.ts'
import { eventOf, statusOf } from './openaiJob.ts'

export interface BackendIdentity {
  /** Also the provider of the tuned models. */
  readonly id: string
  readonly label: string
  readonly notice: string
}

/** Key of the job's metadata that holds our marker. */
const MARKER = 'tunesmith'
const PAGE = 100

/** `access` says where the backend answers. */
export function createOpenAiBackend(identity: BackendIdentity, access: Access): FineTuneBackend {
  const { id, label } = identity
  let connection: Promise<OpenAiConnection> | undefined
  const call = async <T>(signal: AbortSignal, ask: (client: OpenAI) => Promise<T>): Promise<T> => {
    connection ??= connectOpenAi(access, { own: id === 'openai' })
    return (await connection).call(label, signal, ask)
  }
  const remove = (fileId: string) => call(AbortSignal.timeout(10_000), (client) => client.files.delete(fileId))

  return {
    ...identity,
    minExamples: 10,
    async create({ baseModel, train, valid, marker }, signal) {
      const uploaded: string[] = []
      let asked = false
      const upload = async (name: string, rows: readonly TrainExample[]): Promise<string> => {
        const file = new File([jsonLines(rows)], name, { type: 'application/jsonl' })
        const stored = await call(signal, (client) => client.files.create({ file, purpose: 'fine-tune' }, { signal }))
        uploaded.push(stored.id)
        return stored.id
      }
      try {
        const training_file = await upload('train.jsonl', train)
        const validation_file = valid.length === 0 ? null : await upload('valid.jsonl', valid)
        const body: OpenAI.FineTuning.JobCreateParams = {
          model: baseModel.startsWith(`${id}:`) ? baseModel.slice(id.length + 1) : baseModel,
          training_file,
          ...(validation_file === null ? {} : { validation_file }),
          suffix: 'tunesmith',
          metadata: { [MARKER]: marker },
          method: { type: 'supervised' },
        }
        asked = true
        return (await call(signal, (client) => client.fineTuning.jobs.create(body, { signal }))).id
      } catch (error) {
        // After a lost answer the job may exist and need its files; after a clear no they are only private data left behind.
        if (!asked || isClearNo(error)) await Promise.allSettled(uploaded.map(remove))
        throw withAdvice(error, label)
      }
    },
    async find(marker, signal) {
      return call(signal, async (client) => {
        const query = { metadata: { [MARKER]: marker }, limit: PAGE }
        for await (const job of client.fineTuning.jobs.list(query, { signal }))
          if (job.metadata?.[MARKER] === marker) return job.id
        return undefined
      })
    },
    async status(jobId, signal): Promise<JobStatus> {
      return statusOf(await call(signal, (client) => client.fineTuning.jobs.retrieve(jobId, { signal })), identity)
    },
    async events(jobId, signal) {
      const newestFirst = await call(signal, async (client) => {
        const all: unknown[] = []
        for await (const event of client.fineTuning.jobs.listEvents(jobId, { limit: PAGE }, { signal })) all.push(event)
        return all
      })
      return newestFirst
        .reverse()
        .map((event) => eventOf(event, label))
        .sort((a, b) => a.at - b.at)
    },
    async cancel(jobId, signal) {
      await call(signal, (client) => client.fineTuning.jobs.cancel(jobId, { signal }))
    },
  }
}

function jsonLines(rows: readonly TrainExample[]): string {
  return rows.map(({ messages }) => `${JSON.stringify({ messages })}\n`).join('')
}

function isClearNo(error: unknown): boolean {
  return ModelError.is(error) && !error.transient && error.reason !== 'aborted'
}

/** OpenAI closes training to more and more organisations (its deprecations page, 2026-05-07). */
function withAdvice(error: unknown, label: string): unknown {
  if (!ModelError.is(error) || error.code !== 'training_not_available') return error
  return new ModelError(
    'forbidden',
    `This organisation can no longer train models at ${label}. Choose another fine-tuning backend.`,
    { code: error.code },
  )
}
