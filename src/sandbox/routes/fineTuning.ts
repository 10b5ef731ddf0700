// OpenAI's fine-tuning jobs: create, list, look up, events, checkpoints, cancel.
// Must only write what is wished; the trainer does the work.
import { isSize } from '../answer/ability.ts'
import { badRequest, bodyOf, isObject, type JsonObject, json, notFound, seconds, stringOf } from '../http.ts'
import type { Route } from '../router.ts'
import type { State } from '../state.ts'
import { eventOf, type Hyperparameters, isOver, type JobDocument, loadJob, newId, type WireJob } from '../train/job.ts'
import { pageOf } from './page.ts'

const LONGEST_SUFFIX = 64

/** `wake` tells the trainer that there is something to do. */
export function fineTuningRoutes(state: State, wake: () => void): Route[] {
  const find = (id: string | undefined): JobDocument => {
    const document = loadJob(state, id ?? '')
    if (document === undefined)
      throw notFound(`Could not find fine tune: ${id}`, 'fine_tuning_job_id', 'fine_tune_not_found')
    return document
  }
  return [
    {
      method: 'POST',
      path: '/v1/fine_tuning/jobs',
      handle: (exchange) => {
        const document = createJob(state, bodyOf(exchange))
        state.save('jobs', document.job.id, document)
        wake()
        return json(document.job)
      },
    },
    {
      method: 'GET',
      path: '/v1/fine_tuning/jobs',
      handle: ({ query }) => json(pageOf(jobsFor(state, query), query)),
    },
    { method: 'GET', path: '/v1/fine_tuning/jobs/:id', handle: ({ params }) => json(find(params[0]).job) },
    {
      method: 'GET',
      path: '/v1/fine_tuning/jobs/:id/events',
      handle: ({ params, query }) => json(pageOf([...find(params[0]).events].reverse(), query)),
    },
    {
      method: 'GET',
      path: '/v1/fine_tuning/jobs/:id/checkpoints',
      handle: ({ params, query }) => json(pageOf([...find(params[0]).checkpoints].reverse(), query)),
    },
    {
      method: 'POST',
      path: '/v1/fine_tuning/jobs/:id/cancel',
      handle: ({ params }) => {
        const { job } = find(params[0])
        if (isOver(job.status)) {
          throw badRequest(`Job has already ${job.status === 'cancelled' ? 'been cancelled' : job.status}.`)
        }
        state.save('cancellations', job.id, { at: seconds() })
        wake()
        return json(find(job.id).job)
      },
    },
  ]
}

/** Newest first; `metadata[key]=value` narrows them down. */
function jobsFor(state: State, query: URLSearchParams): WireJob[] {
  const wanted = [...query].flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/u.exec(name)?.[1]
    return key === undefined ? [] : [{ key, value }]
  })
  return state
    .ids('jobs')
    .flatMap((id) => loadJob(state, id)?.job ?? [])
    .filter((job) => wanted.every(({ key, value }) => job.metadata?.[key] === value))
    .sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1))
}

function createJob(state: State, body: JsonObject): JobDocument {
  const model = stringOf(body, 'model')
  if (!isSize(model)) {
    throw badRequest(
      `Model ${model} is not available for fine-tuning or does not exist.`,
      'model',
      'model_not_available',
    )
  }
  const trainingFile = fileOf(state, body, 'training_file')
  const validationFile = body.validation_file == null ? null : fileOf(state, body, 'validation_file')
  const suffix = body.suffix == null ? '' : stringOf(body, 'suffix')
  if (suffix.length > LONGEST_SUFFIX) throw badRequest(`Suffix must be at most ${LONGEST_SUFFIX} characters.`, 'suffix')
  const hyperparameters = hyperparametersOf(body)
  const job: WireJob = {
    id: newId('ftjob'),
    object: 'fine_tuning.job',
    created_at: seconds(),
    error: null,
    fine_tuned_model: null,
    finished_at: null,
    hyperparameters,
    model,
    organization_id: 'org-sandbox',
    result_files: [],
    seed: typeof body.seed === 'number' ? body.seed : 0,
    status: 'validating_files',
    trained_tokens: null,
    training_file: trainingFile,
    validation_file: validationFile,
    estimated_finish: null,
    integrations: [],
    metadata: metadataOf(body.metadata),
    method: { type: 'supervised', supervised: { hyperparameters } },
  }
  const events = [eventOf(`Created fine-tuning job: ${job.id}`), eventOf(`Validating training file: ${trainingFile}`)]
  return { job, suffix: suffix.replace(/[^\w-]+/gu, '-'), events, checkpoints: [], stepsDone: 0 }
}

function fileOf(state: State, body: JsonObject, name: string): string {
  const id = stringOf(body, name)
  const file = state.load<{ purpose: string; deleted?: boolean }>('files', id)
  if (file === undefined || file.deleted) throw badRequest(`invalid ${name}: ${id}`, name, 'file_not_found')
  if (file.purpose !== 'fine-tune') throw badRequest(`File ${id} has the purpose ${file.purpose}, not fine-tune.`, name)
  return id
}

function hyperparametersOf(body: JsonObject): Hyperparameters {
  const method = isObject(body.method) ? body.method : {}
  if (method.type !== undefined && method.type !== 'supervised') {
    throw badRequest('The sandbox trains with the supervised method alone.', 'method.type')
  }
  const supervised = isObject(method.supervised) ? method.supervised : {}
  const given = [supervised.hyperparameters, body.hyperparameters].find(isObject) ?? {}
  const read = (name: string, least: number, most: number): number | 'auto' => {
    const value = given[name] ?? 'auto'
    if (value === 'auto') return value
    const whole = name === 'learning_rate_multiplier' || Number.isInteger(value)
    if (typeof value === 'number' && whole && value >= least && value <= most) return value
    throw badRequest(`Invalid value for '${name}': expected "auto" or a number from ${least} to ${most}.`, name)
  }
  return {
    n_epochs: read('n_epochs', 1, 50),
    batch_size: read('batch_size', 1, 256),
    learning_rate_multiplier: read('learning_rate_multiplier', 0.01, 10),
  }
}

function metadataOf(value: unknown): Record<string, string> | null {
  if (value == null) return null
  if (!isObject(value)) throw badRequest("Invalid type for 'metadata': expected an object.", 'metadata')
  const entries = Object.entries(value)
  if (entries.length > 16) throw badRequest("Invalid 'metadata': at most 16 pairs.", 'metadata')
  return Object.fromEntries(
    entries.map(([key, item]) => {
      if (typeof item === 'string') return [key, item]
      throw badRequest(`Invalid type for 'metadata.${key}': expected a string.`, 'metadata')
    }),
  )
}
