// Eval files in VS Code's own Test Explorer: what is read when, what a run costs, what a failure shows.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { loadTask } from '../../src/core/task.ts'
import { EvalTree } from '../../src/features/testExplorer/evalTree.ts'
import { evaluateChosen, showLastResults, type TestRunDeps } from '../../src/features/testExplorer/runs.ts'
import { activated, file, read, theProject, until, write } from './extension.ts'

const PROMPT = 'route.prompt.md'
const CONFIG = 'promptfooconfig.yaml'

interface Told {
  readonly state: string
  readonly item: vscode.TestItem
  readonly messages: readonly vscode.TestMessage[]
  readonly ms: number | undefined
}

/** A run that remembers what it is told. */
function recorder(token = new vscode.CancellationTokenSource().token) {
  const told: Told[] = []
  const output: string[] = []
  const tell = (state: string) => (item: vscode.TestItem, messages: unknown, ms?: number) => {
    const list = Array.isArray(messages) ? messages : messages instanceof vscode.TestMessage ? [messages] : []
    told.push({ state, item, messages: list, ms: typeof messages === 'number' ? messages : ms })
  }
  const states = ['enqueued', 'started', 'skipped', 'passed', 'failed', 'errored']
  const run = {
    ...Object.fromEntries(states.map((state) => [state, tell(state)])),
    token,
    appendOutput: (text: string) => output.push(text),
    end: () => output.push('end'),
  }
  return { told, output, run: run as unknown as vscode.TestRun }
}

describe('the Test Explorer', () => {
  let controller: vscode.TestController
  let tree: EvalTree

  beforeEach(async () => {
    const { projects } = await activated()
    controller = vscode.tests.createTestController('tunesmith-host-tests', 'Host tests')
    tree = new EvalTree(controller, projects)
  })
  afterEach(() => {
    tree.dispose()
    controller.dispose()
  })

  /** The first prompt of an eval file, as the tree has it now. */
  async function promptItem(evalPath = CONFIG): Promise<vscode.TestItem> {
    const evalItem = (await tree.all()).find(({ label }) => label === evalPath)
    assert.ok(evalItem)
    await tree.open(evalItem)
    const [[, prompt] = []] = [...evalItem.children]
    assert.ok(prompt)
    return prompt
  }

  /** Of the extension's own, with a run that remembers. */
  async function deps(recorded: ReturnType<typeof recorder>): Promise<TestRunDeps & { asked: string[] }> {
    const { history, runs } = await activated()
    const asked: string[] = []
    return {
      asked,
      tree,
      history,
      controller: { createTestRun: () => recorded.run } as unknown as vscode.TestController,
      evaluate: async ({ project, promptPath, evalPath, signal }) => {
        asked.push(`${evalPath} ${promptPath}`)
        const task = await loadTask(project.files, promptPath, evalPath)
        return runs.start({ project, task, kind: 'eval', options: {}, signal })
      },
    }
  }

  it('lists files, their prompts and their cases, each when it is opened', async () => {
    assert.equal(controller.items.size, 0)
    const [evalItem, ...others] = await tree.all()
    assert.ok(evalItem)
    assert.deepEqual([evalItem.label, others.length, evalItem.children.size], [CONFIG, 0, 0])
    const prompt = await promptItem()
    assert.deepEqual([prompt.label, prompt.description, prompt.children.size], [PROMPT, 'measured as a whole', 0])
    await tree.open(prompt)
    const { evalFile } = await loadTask((await theProject()).files, PROMPT)
    assert.equal(prompt.children.size, evalFile.cases.length)
    const [[, first] = []] = [...prompt.children]
    assert.equal(first?.uri?.path, file('cases.jsonl').path)
    assert.equal(first?.range?.start.line, (evalFile.cases[0]?.source.line ?? 0) - 1)
    assert.equal(first?.canResolveChildren, false)
  })

  it('asks no model when all tests are run', async () => {
    const project = await theProject()
    const before = (await project.store()).runs().length
    await vscode.commands.executeCommand('testing.runAll')
    assert.equal((await project.store()).runs().length, before)
    const recorded = recorder()
    const { asked, ...rest } = await deps(recorded)
    await evaluateChosen(rest, new vscode.TestRunRequest())
    assert.deepEqual([asked, recorded.told], [[], []])
  })

  it('measures the prompt of a case as a whole, and shows expected and actual where it failed', async () => {
    const prompt = await promptItem()
    const recorded = recorder()
    const { asked, ...rest } = await deps(recorded)
    await evaluateChosen(rest, new vscode.TestRunRequest([prompt]))
    assert.deepEqual(asked, [`${CONFIG} ${PROMPT}`])
    const cases = recorded.told.filter(({ item }) => item.parent === prompt)
    assert.equal(cases.length, prompt.children.size)
    const failed = cases.find(({ state }) => state === 'failed')
    const [message] = failed?.messages ?? []
    assert.match(String(message?.message), /^sandbox:small \(simulated\): /)
    assert.equal(message?.location?.uri.path, file('cases.jsonl').path)
    const row = (await read(file('cases.jsonl'))).split('\n')[message?.location?.range.start.line ?? -1] ?? '{}'
    assert.equal(message?.expectedOutput, JSON.parse(row).vars?.expected)
    assert.notEqual(message?.actualOutput, message?.expectedOutput)
    assert.ok(cases.some(({ state, ms }) => state === 'passed' && ms !== undefined))
    assert.match(recorded.output.join(''), /[Ss]imulated[\s\S]*sandbox:small passes \d+ of \d+ cases[\s\S]*end$/)

    // What was recorded is there for nothing, also for a single case.
    const [[, one] = []] = [...prompt.children]
    assert.ok(one)
    const again = recorder()
    const known = await deps(again)
    await showLastResults(known, new vscode.TestRunRequest([one]))
    assert.deepEqual(known.asked, [])
    assert.deepEqual(
      again.told.map(({ item, state }) => [item.id, state]),
      cases.filter(({ item }) => item.id === one.id).map(({ item, state }) => [item.id, state]),
    )
  })

  it('stops the run with the button that stops the tests', async () => {
    const prompt = await promptItem()
    const { history, runs } = await activated()
    const source = new vscode.CancellationTokenSource()
    const recorded = recorder(source.token)
    const rest = await deps(recorded)
    const cancelling = runs.onDidChange(() => source.cancel())
    const options = { repeats: 3 }
    const evaluate: TestRunDeps['evaluate'] = async ({ project, promptPath, evalPath, signal }) => {
      const task = await loadTask(project.files, promptPath, evalPath)
      return runs.start({ project, task, kind: 'eval', options, signal })
    }
    await evaluateChosen({ ...rest, evaluate }, new vscode.TestRunRequest([prompt]))
    cancelling.dispose()
    assert.equal((await history.last(await theProject(), PROMPT, ['eval']))?.status, 'cancelled')
    assert.equal(recorded.output.at(-1), 'end')
    assert.equal(runs.active, undefined)
  })

  it('lists many cases in ranges, told as one until they are opened', async () => {
    const large = file('large.eval.yaml')
    const row = (i: number) => `- {vars: {message: word${i} of ${i}}, assert: [{type: contains, value: "${i % 7}"}]}\n`
    const tests = Array.from({ length: 1200 }, (_, i) => row(i)).join('')
    await write(large, `prompts: [file://${PROMPT}]\nproviders: [echo]\ntests:\n${tests}`)
    try {
      const prompt = await promptItem('large.eval.yaml')
      const recorded = recorder()
      const { asked, ...rest } = await deps(recorded)
      await evaluateChosen(rest, new vscode.TestRunRequest([prompt]))
      const labels = ['cases 1 to 500', 'cases 501 to 1000', 'cases 1001 to 1200']
      const ranges = recorded.told.filter(({ item }) => item !== prompt)
      assert.deepEqual(asked.length, 1)
      assert.deepEqual(
        ranges.map(({ item, state }) => [item.label, state]),
        labels.map((label) => [label, 'failed']),
      )
      assert.ok(ranges.every(({ item }) => item.children.size === 0))
      const again = await promptItem('large.eval.yaml')
      await tree.open(again)
      const one = again.children.get(labels[2] ?? '')
      assert.ok(one)
      const opened = recorder()
      await showLastResults(await deps(opened), new vscode.TestRunRequest([one]))
      assert.equal(opened.told.length, 200)
      assert.deepEqual([...new Set(opened.told.map(({ state }) => state))].sort(), ['failed', 'passed', 'skipped'])
    } finally {
      await vscode.workspace.fs.delete(large)
      await (await activated()).prompts.refresh()
    }
  })

  it('tells a broken file on its item, follows its change, and forgets it when it goes', async () => {
    const broken = file('broken.eval.yaml')
    await write(broken, `prompts: [file://${PROMPT}]\nproviders: [sandbox:small]\ntests: [5]\n`)
    try {
      const item = await until([poll()], async () =>
        (await tree.all()).find(({ label }) => label === 'broken.eval.yaml'),
      )
      await tree.open(item)
      const [[, prompt] = []] = [...item.children]
      assert.ok(prompt)
      await tree.open(prompt)
      assert.match(String(prompt.error), /broken\.eval\.yaml:3: The case is not a record/)
      const tests = '[{vars: {message: hi}, assert: [{type: contains, value: a}]}]'
      await write(broken, `prompts: [file://${PROMPT}]\nproviders: [sandbox:small]\ntests: ${tests}\n`)
      const fresh = await until([poll()], () => {
        const now = controller.items.get(broken.toString())
        return now === item ? undefined : now
      })
      assert.equal(fresh.children.size, 0)
    } finally {
      await vscode.workspace.fs.delete(broken)
    }
    await until([poll()], () => (controller.items.get(broken.toString()) === undefined ? true : undefined))
    await (await activated()).prompts.refresh()
  })
})

/** File events of the editor, which come after those of the tree, for it listened first. */
function poll(): vscode.Event<unknown> {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*')
  const fired = new vscode.EventEmitter<void>()
  const later = () => setTimeout(() => fired.fire(), 50)
  watcher.onDidChange(later)
  watcher.onDidCreate(later)
  watcher.onDidDelete(later)
  return (listener, self, disposables) => {
    const subscription = fired.event(listener, self, disposables)
    return new vscode.Disposable(() => {
      subscription.dispose()
      watcher.dispose()
    })
  }
}
