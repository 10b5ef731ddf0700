// Fine-tuning jobs with a real sandbox: followed to the end, found again after a reload, announced once.
import assert from 'node:assert/strict'
import { loadTask } from '../../src/core/task.ts'
import { RunService } from '../../src/features/evaluation/runService.ts'
import { JobService } from '../../src/features/jobs/jobService.ts'
import { createLog } from '../../src/platform/log.ts'
import { Facts, type WorkspaceFacts } from '../../src/platform/storage.ts'
import { activated, theProject, until } from './extension.ts'

const PROMPT = 'route.prompt.md'
/** The extension's own: VS Code has one channel of a name, so nobody else may dispose it. */
const log = createLog()
const none = new Facts<WorkspaceFacts>({ keys: () => [], get: () => undefined, update: async () => undefined })

describe('fine-tuning jobs', () => {
  let sweepId = 0
  before(async () => {
    const project = await theProject()
    const task = await loadTask(project.files, PROMPT)
    const sweep = await new RunService(none, () => true).start({
      project,
      task,
      kind: 'sweep',
      options: { preset: 'quick' },
    })
    sweepId = sweep.id
  })

  async function submitted(jobs: JobService) {
    const project = await theProject()
    return jobs.submit(project, await loadTask(project.files, PROMPT), sweepId)
  }

  it('are followed to their end, told once, and give a tuned model that can be confirmed', async () => {
    const { projects } = await activated()
    const project = await theProject()
    const jobs = new JobService({ projects, log })
    const told: string[] = []
    jobs.onDidEnd(({ marker }) => told.push(marker))
    const job = await submitted(jobs)
    assert.equal(jobs.active.length, 1)
    const end = await until([jobs.onDidEnd], () => (told.includes(job.marker) ? jobs.find(job) : undefined))
    assert.equal(end.view.status.state, 'succeeded')
    assert.ok(end.view.loss !== null && end.view.step !== null)
    assert.equal(jobs.active.length, 0)
    await jobs.resume()
    assert.deepEqual(told, [job.marker])
    jobs.dispose()

    const task = await loadTask(project.files, PROMPT)
    const request = { project, task, kind: 'confirmation' as const, options: {}, marker: job.marker }
    const view = await new RunService(none, () => true).start(request)
    assert.equal(view.status, 'done')
    assert.ok((view.confirmation?.arms.length ?? 0) >= 2)
    assert.ok(view.confirmation?.arms.some(({ model }) => model === end.view.status.tunedModel))
  })

  it('survive a reload: another window follows them on, and tells their end', async () => {
    const { projects } = await activated()
    const before = new JobService({ projects, log })
    const job = await submitted(before)
    before.dispose()

    const reloaded = new JobService({ projects, log })
    const told: string[] = []
    reloaded.onDidEnd(({ marker }) => told.push(marker))
    await reloaded.resume()
    assert.ok(reloaded.find(job), 'the job is known again')
    await until([reloaded.onDidEnd], () => (told.includes(job.marker) ? true : undefined))
    assert.equal(reloaded.find(job)?.view.status.state, 'succeeded')
    reloaded.dispose()
  })

  it('that ended while no window was open are told when one opens', async () => {
    const { projects } = await activated()
    const project = await theProject()
    const before = new JobService({ projects, log })
    const job = await submitted(before)
    before.dispose()
    const engine = await project.engine()
    while ((await engine.refreshJob(job.marker, AbortSignal.timeout(60_000))).status.state !== 'succeeded');

    const later = new JobService({ projects, log })
    const told: string[] = []
    later.onDidEnd(({ marker }) => told.push(marker))
    await later.resume()
    assert.deepEqual(told, [job.marker])
    later.dispose()
  })

  it('end when they are cancelled', async () => {
    const { projects } = await activated()
    const jobs = new JobService({ projects, log })
    const job = await submitted(jobs)
    await jobs.cancel(job)
    assert.equal(jobs.find(job)?.view.status.state, 'cancelled')
    jobs.dispose()
  })
})
