// Runs with the real engine on the sandbox: queued, cancelled, recorded, interrupted, and shown in the panel's words.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { InputError } from '../../src/core/errors.ts'
import { loadTask } from '../../src/core/task.ts'
import type { RunRequest } from '../../src/features/evaluation/runService.ts'
import { RunService } from '../../src/features/evaluation/runService.ts'
import { PanelState } from '../../src/features/panel/panelState.ts'
import { projectKey } from '../../src/platform/projects.ts'
import { Facts, type WorkspaceFacts } from '../../src/platform/storage.ts'
import { activated, closeEditors, file, read, theProject, until } from './extension.ts'

const PROMPT = 'route.prompt.md'

async function request(kind: RunRequest['kind'], options: RunRequest['options'] = {}): Promise<RunRequest> {
  const project = await theProject()
  return { project, task: await loadTask(project.files, PROMPT), kind, options: { preset: 'quick', ...options } }
}

/** A memento that lives as long as the test. */
function memory(): Facts<WorkspaceFacts> {
  const values = new Map<string, unknown>()
  return new Facts<WorkspaceFacts>({
    keys: () => [...values.keys()],
    get: <T>(key: string) => values.get(key) as T,
    update: async (key, value) => void (value === undefined ? values.delete(key) : values.set(key, value)),
  })
}

/** What answers the panel's page, over the extension as it runs. */
async function panelHandlers() {
  const { projects, history, prompts, jobs, review, runs, cases } = await activated()
  const sources = { projects, history, facts: memory(), prompts, runs, jobs, review, cases }
  const state = new PanelState(sources)
  const { createHandlers } = await import('../../src/features/panel/handlers.ts')
  return { handlers: createHandlers({ ...sources, state, changed: () => undefined }), state, history }
}

describe('runs', () => {
  afterEach(closeEditors)

  it('measure a prompt from the command to the tree', async () => {
    const { runs, prompts } = await activated()
    const finished: string[] = []
    runs.onDidFinish(({ view }) => finished.push(`${view.kind} ${view.status}`))
    await vscode.commands.executeCommand('tunesmith.evaluatePrompt', file(PROMPT))
    assert.deepEqual(finished, ['eval done'])
    const rated = await until([prompts.onDidChange], () => prompts.find(file(PROMPT))?.row.rate ?? undefined)
    assert.ok(rated.n > 0)
    const { row } = prompts.find(file(PROMPT)) ?? {}
    assert.match(row?.notice ?? '', /[Ss]imulated/)
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      (await vscode.workspace.openTextDocument(file(PROMPT))).uri,
      10,
    )
    assert.match(lenses[0]?.command?.title ?? '', /^Evaluate \(last: \d+\.\d %\)$/)
  })

  it('wait for one another, and are one where they are the same', async () => {
    const runs = new RunService(memory(), () => true)
    const [measure, optimize] = [await request('eval'), await request('sweep')]
    const first = runs.start(measure)
    const same = runs.start(measure)
    const next = runs.start(optimize)
    assert.equal(first, same)
    assert.equal(runs.waiting, 1)
    const order: string[] = []
    runs.onDidFinish(({ view }) => order.push(view.kind))
    const [one, two] = await Promise.all([first, next])
    assert.deepEqual(order, ['eval', 'sweep'])
    assert.deepEqual([one.status, two.status], ['done', 'done'])
    assert.ok(two.sweep)
    assert.equal(runs.active, undefined)
  })

  it('are recorded: what a reader sees later is what it saw live', async () => {
    const { history } = await activated()
    const runs = new RunService(memory(), () => true)
    const live = await runs.start(await request('sweep'))
    const recorded = await history.view(await theProject(), live.id)
    assert.deepEqual(recorded?.sweep, live.sweep)
    assert.deepEqual(recorded?.leaderboard, live.leaderboard)
    assert.equal(recorded?.status, 'done')
  })

  it('stop when told to, keep what was paid for, and forget what waited', async () => {
    const runs = new RunService(memory(), () => true)
    const project = await theProject()
    const [measure, optimize] = [await request('eval'), await request('sweep', { models: ['sandbox:medium'] })]
    const going = runs.start(optimize)
    const waiting = runs.start(measure)
    waiting.catch(() => undefined)
    runs.onDidChange(() => runs.cancel())
    const view = await going
    assert.equal(view.status, 'cancelled')
    await assert.rejects(waiting, vscode.CancellationError)
    assert.equal((await project.store()).run(view.id)?.status, 'cancelled')
  })

  it('remember a run while it goes on, so that a reload can offer it, and forget it at the end', async () => {
    const facts = memory()
    const runs = new RunService(facts, () => true)
    const going = runs.start(await request('sweep'))
    const { id } = await until([runs.onDidChange], () => runs.active?.view)
    assert.equal(facts.get('activeRun')?.runId, id)
    assert.equal(facts.get('activeRun')?.promptPath, PROMPT)
    assert.equal(facts.get('activeRun')?.evalPath, 'promptfooconfig.yaml')
    await going
    assert.equal(facts.get('activeRun'), undefined)
  })

  it('go on where they were cut off, with the settings they were started with, to their report', async () => {
    const project = await theProject()
    const runs = new RunService(memory(), () => true)
    const options = { models: ['sandbox:large'], concurrency: 2 }
    const cut = runs.start(await request('sweep', options))
    const cutting = runs.onDidChange(() => {
      if ((runs.active?.view?.step?.done ?? 0) > 10) runs.cancel()
    })
    const { id, status } = await cut
    cutting.dispose()
    assert.equal(status, 'cancelled')
    const view = await runs.start(await request('sweep', { resume: id }))
    assert.equal(view.id, id)
    assert.equal(view.status, 'done')
    assert.deepEqual(view.models, options.models)
    assert.equal(view.sweep?.model, 'sandbox:large')
    assert.equal((await project.store()).run(id)?.status, 'done')
  })

  it('do not begin, and call nothing, in a workspace that is not trusted', async () => {
    const project = await theProject()
    const before = (await project.store()).runs().length
    const runs = new RunService(memory(), () => false)
    await assert.rejects(runs.start(await request('eval')), (error) => {
      assert.ok(InputError.is(error))
      assert.match(error.sentence, /not trusted, so nothing is sent to a model/)
      return true
    })
    assert.equal((await project.store()).runs().length, before)
    assert.equal(runs.active, undefined)
  })

  it('never touch the prompt file', async () => {
    const before = await read(file(PROMPT))
    await new RunService(memory(), () => true).start(await request('sweep'))
    assert.equal(await read(file(PROMPT)), before)
  })
})

describe('the panel', () => {
  it('shows the newest run of the chosen prompt, live, then as recorded', async () => {
    const { projects, history, prompts, jobs, review, cases } = await activated()
    const runs = new RunService(memory(), () => true)
    const state = new PanelState({ projects, history, facts: memory(), prompts, runs, jobs, review, cases })
    state.show({ tab: 'run', prompt: file(PROMPT) })
    const going = runs.start(await request('sweep'))
    await until([runs.onDidChange], () => runs.active?.view)
    const live = await state.snapshot()
    assert.equal(live.run?.status, 'running')
    assert.equal(live.focus.tab, 'run')
    assert.equal(live.promptPath, PROMPT)
    const { id } = await going
    const after = await state.snapshot()
    assert.equal(after.run?.id, id)
    assert.equal(after.run?.status, 'done')
    assert.equal(after.runs[0]?.id, id)
    assert.doesNotThrow(() => structuredClone(after))
    assert.deepEqual(JSON.parse(JSON.stringify(after.run)), after.run)
  })

  it('answers no question about a run or a prompt that it does not know', async () => {
    const { handlers } = await panelHandlers()
    const signal = new AbortController().signal
    await assert.rejects(handlers['prompt.open']({ path: '../../etc/passwd' }, signal), /is not a prompt/)
    await assert.rejects(handlers['run.select']({ runId: 999_999 }, signal), /no run 999999/)
  })

  it('gives pages of cases without a sealed one', async () => {
    const { handlers, state, history } = await panelHandlers()
    const project = await theProject()
    state.show({ prompt: file(PROMPT) })
    const signal = new AbortController().signal
    const run = await history.last(project, PROMPT, ['eval'])
    assert.ok(run)
    const page = await handlers['rows.page'](
      { runId: run.id, candidateIds: ['seed'], model: 'sandbox:small', filter: 'all', find: '', from: 0, count: 200 },
      signal,
    )
    assert.equal(page.rows.length, run.splits.train + run.splits.select)
    assert.equal(page.sealed, run.splits.test)
    const [row] = page.rows
    assert.ok(row)
    assert.notEqual(row.title, row.caseId)
    const view = await handlers['case.get'](
      { runId: run.id, caseId: row.caseId, model: 'sandbox:small', candidateIds: ['seed'] },
      signal,
    )
    assert.equal(view.outputs.length, 1)
    assert.ok(view.input.length > 0)
    await handlers['case.openSource']({ runId: run.id, caseId: row.caseId }, signal)
    const editor = await until([vscode.window.onDidChangeActiveTextEditor], () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('cases.jsonl')
        ? vscode.window.activeTextEditor
        : undefined,
    )
    assert.ok(editor.document.lineAt(editor.selection.active.line).text.includes(row.expected ?? ''))
    assert.equal(projectKey(project), state.reference(run.id).folder)
  })
})
