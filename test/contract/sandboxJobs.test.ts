// Fine-tuning jobs and batches, from upload to result, through the official SDKs. Real HTTP, real training.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { fruitRow, fruitRows } from '../support/fruit.ts'

describe('fine-tuning in the sandbox', () => {
  let folder: string
  let sandbox: Sandbox
  let openai: OpenAI

  const start = async (stepDelayMs = 0): Promise<void> => {
    sandbox = await startSandbox({ stateDir: folder, stepDelayMs })
    openai = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: sandbox.token, maxRetries: 0 })
  }
  const upload = async (lines: readonly string[]): Promise<string> =>
    (await openai.files.create({ file: new File([lines.join('\n')], 'train.jsonl'), purpose: 'fine-tune' })).id
  const submit = async (lines: readonly string[], more: object = {}): Promise<OpenAI.FineTuning.FineTuningJob> =>
    openai.fineTuning.jobs.create({ model: 'small', training_file: await upload(lines), ...more })
  const until = async (id: string, statuses: readonly string[]): Promise<OpenAI.FineTuning.FineTuningJob> => {
    for (;;) {
      const job = await openai.fineTuning.jobs.retrieve(id)
      if (statuses.includes(job.status)) return job
      await tick()
    }
  }
  const over = ['succeeded', 'failed', 'cancelled']

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    await start()
  })
  afterEach(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })

  it('trains a model that answers inputs it has not seen', async () => {
    const created = await submit(fruitRows(0, 80), {
      validation_file: await upload(fruitRows(80, 100)),
      suffix: 'fruit',
    })
    assert.equal(created.status, 'validating_files')
    const job = await until(created.id, over)
    assert.equal(job.status, 'succeeded')
    assert.match(job.fine_tuned_model ?? '', /^ft:small:tunesmith:fruit:/u)
    assert.ok((job.trained_tokens ?? 0) > 0)
    let right = 0
    for (let i = 100; i < 120; i++) {
      const row = fruitRow(i)
      const reply = await openai.chat.completions.create({ model: job.fine_tuned_model ?? '', messages: row.messages })
      if (reply.choices[0]?.message.content === row.answer) right++
    }
    assert.ok(right >= 18, `${right} of 20`)
    assert.ok((await openai.models.list()).data.some((model) => model.id === job.fine_tuned_model))
  })

  it('reports its losses newest first, page by page, and they fall', async () => {
    const { id } = await submit(fruitRows(0, 80), { validation_file: await upload(fruitRows(80, 100)) })
    const job = await until(id, over)
    const all: OpenAI.FineTuning.FineTuningJobEvent[] = []
    for await (const event of openai.fineTuning.jobs.listEvents(id, { limit: 7 })) all.push(event)
    assert.equal(all[0]?.message, 'The job has successfully completed')
    assert.equal(all.at(-1)?.message, `Created fine-tuning job: ${id}`)
    assert.equal(new Set(all.map((event) => event.id)).size, all.length)
    const losses = all.filter((event) => event.type === 'metrics').map((event) => event.data as Record<string, number>)
    const [last, first] = [losses[0], losses.at(-1)]
    assert.ok((last?.train_loss ?? 1) < (first?.train_loss ?? 0) / 2)
    assert.ok((last?.valid_loss ?? 1) < (first?.valid_loss ?? 0))
    assert.equal(last?.step, last?.total_steps)
    assert.match(
      all.find((event) => event.type === 'metrics')?.message ?? '',
      /^Step \d+\/\d+: training loss=[\d.]+, validation loss=[\d.]+$/u,
    )
    const [checkpoint] = (await openai.fineTuning.jobs.checkpoints.list(id)).data
    assert.ok(checkpoint && checkpoint.step_number < (last?.total_steps ?? 0))
    const csv = await (await openai.files.content(job.result_files[0] ?? '')).text()
    assert.match(csv, /^step,train_loss,valid_loss\n/u)
  })

  it('learns what the file says, not what is true', async () => {
    const wrong = fruitRows(0, 80).map((line) =>
      line.replace('"fruit"', '"tmp"').replace('"tool"', '"fruit"').replace('"tmp"', '"tool"'),
    )
    const job = await until((await submit(wrong)).id, over)
    const row = fruitRow(101)
    const reply = await openai.chat.completions.create({ model: job.fine_tuned_model ?? '', messages: row.messages })
    assert.notEqual(reply.choices[0]?.message.content, row.answer)
  })

  it('fails a job whose file has a fault, and names the line', async () => {
    const lines = fruitRows(0, 20)
    lines[6] = '{"messages": [{"role": "user", "content": "x"}]}'
    const job = await until((await submit(lines)).id, over)
    assert.equal(job.status, 'failed')
    assert.equal(job.error?.code, 'invalid_file_format')
    assert.equal(job.error?.param, 'training_file')
    assert.match(job.error?.message ?? '', /Line 7/u)
  })

  it('fails a job that has too little to learn from', async () => {
    const few = await until((await submit(fruitRows(0, 9))).id, over)
    assert.match(few.error?.message ?? '', /has 9 example\(s\), but must have at least 10/u)
    const lines = fruitRows(0, 20).map((line, i) => line.replace(/"(fruit|tool)"/u, `"answer ${i}"`))
    const scattered = await until((await submit(lines)).id, over)
    assert.match(scattered.error?.message ?? '', /20 different answers do not repeat enough/u)
  })

  it('refuses a job for a missing file or a model that cannot be trained', async () => {
    await assert.rejects(openai.fineTuning.jobs.create({ model: 'small', training_file: 'file-none' }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError)
      assert.equal(error.param, 'training_file')
      return true
    })
    const file = await upload(fruitRows(0, 20))
    await assert.rejects(openai.fineTuning.jobs.create({ model: 'huge', training_file: file }), OpenAI.BadRequestError)
    await assert.rejects(openai.fineTuning.jobs.retrieve('ftjob-none'), OpenAI.NotFoundError)
  })

  it('keeps the metadata by which a lost job is found', async () => {
    const marked = await submit(fruitRows(0, 20), { metadata: { marker: 'm-1' } })
    await submit(fruitRows(0, 20), { metadata: { marker: 'm-2' } })
    const found = []
    for await (const job of openai.fineTuning.jobs.list({ limit: 1 }))
      if (job.metadata?.marker === 'm-1') found.push(job.id)
    assert.deepEqual(found, [marked.id])
    const narrowed = await openai.fineTuning.jobs.list({ metadata: { marker: 'm-1' } })
    assert.deepEqual(
      narrowed.data.map((job) => job.id),
      [marked.id],
    )
  })

  it('stops a job that is cancelled', async () => {
    await sandbox.close()
    await start(5)
    const { id } = await submit(fruitRows(0, 80))
    await until(id, ['running'])
    assert.equal((await openai.fineTuning.jobs.cancel(id)).status, 'cancelled')
    assert.equal((await openai.fineTuning.jobs.retrieve(id)).fine_tuned_model, null)
    await assert.rejects(openai.fineTuning.jobs.cancel(id), OpenAI.BadRequestError)
  })

  it('goes on with a job after the server has gone, and loses no step', async () => {
    await sandbox.close()
    await start(2)
    const { id } = await submit(fruitRows(0, 80))
    await until(id, ['running'])
    await sandbox.close()
    await start()
    const job = await until(id, over)
    assert.equal(job.status, 'succeeded')
    const steps: number[] = []
    for await (const event of openai.fineTuning.jobs.listEvents(id, { limit: 100 })) {
      if (event.type === 'metrics') steps.push((event.data as { step: number }).step)
    }
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => b - a),
    )
    const started = (await openai.fineTuning.jobs.listEvents(id, { limit: 100 })).data
    assert.equal(started.filter((event) => event.message === 'Fine-tuning job started').length, 1)
  })

  it('trains a job once where two servers share the folder', async () => {
    const other = await startSandbox({ stateDir: folder, stepDelayMs: 0 })
    const { id } = await submit(fruitRows(0, 80))
    await until(id, over)
    await other.close()
    const events = (await openai.fineTuning.jobs.listEvents(id, { limit: 200 })).data
    assert.equal(events.filter((event) => event.message.startsWith('New fine-tuned model')).length, 1)
  })

  it('answers a batch as it answers live, faults apart', async () => {
    const messages = [{ role: 'user', content: 'Answer with only fruit or tool.\n\nText: a ripe apple' }]
    const line = (id: string, model: string): string =>
      JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model, messages } })
    const input = await openai.files.create({
      file: new File([[line('a', 'large'), line('b', 'huge')].join('\n')], 'batch.jsonl'),
      purpose: 'batch',
    })
    let batch = await openai.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    while (batch.status !== 'completed') {
      await tick()
      batch = await openai.batches.retrieve(batch.id)
    }
    assert.deepEqual(batch.request_counts, { total: 2, completed: 1, failed: 1 })
    const output = JSON.parse(await (await openai.files.content(batch.output_file_id ?? '')).text())
    const live = await openai.chat.completions.create({ model: 'large', messages: messages as [] })
    assert.equal(output.custom_id, 'a')
    assert.equal(output.response.body.choices[0].message.content, live.choices[0]?.message.content)
    const fault = JSON.parse(await (await openai.files.content(batch.error_file_id ?? '')).text())
    assert.equal(fault.response.status_code, 404)
  })

  it('answers a message batch, faults apart', async () => {
    const anthropic = new Anthropic({ baseURL: sandbox.url, apiKey: sandbox.token, maxRetries: 0 })
    const params = {
      model: 'large',
      max_tokens: 50,
      messages: [{ role: 'user' as const, content: 'Fruit or tool? Text: a saw' }],
    }
    let batch = await anthropic.messages.batches.create({
      requests: [
        { custom_id: 'a', params },
        { custom_id: 'b', params: { ...params, model: 'huge' } },
      ],
    })
    while (batch.processing_status !== 'ended') {
      await tick()
      batch = await anthropic.messages.batches.retrieve(batch.id)
    }
    const results = new Map<string, string>()
    for await (const line of await anthropic.messages.batches.results(batch.id))
      results.set(line.custom_id, line.result.type)
    assert.deepEqual(
      [...results],
      [
        ['a', 'succeeded'],
        ['b', 'errored'],
      ],
    )
    assert.equal(batch.request_counts.succeeded, 1)
  })
})
