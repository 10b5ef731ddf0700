import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createWorkspace, startCountedSandbox } from '../support/commandLine.ts'

const queues = ['billing', 'card', 'security']
const words = { billing: 'a fee I was charged', card: 'ordering a new card', security: 'a payment that is not mine' }
const row = (i: number) => {
  const expected = queues[i % 3] as keyof typeof words
  return JSON.stringify({ vars: { message: `Message ${i} is about ${words[expected]}.`, expected } })
}
const rows = (count: number) => `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`

const evalFile = `prompts: [file://route.txt]
providers: [sandbox:small]
tests: file://rows.jsonl
defaultTest:
  assert:
    - type: equals
      value: '{{expected}}'
`
const route = `Sort the message into a queue.

Queues:
- billing: fees, charges
- card: ordering a card
- security: payments that are not mine

{{message}}
`
const files = { 'route.txt': route, 'route.eval.yaml': evalFile, 'rows.jsonl': rows(90) }
const tunesmithSettings = (settings: string) => `${evalFile}metadata:\n  tunesmith: { ${settings} }\n`

describe('bad input', () => {
  const refused: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[], RegExp])[] = [
    ['a prompt that is not there', {}, ['nope.txt'], /^nope\.txt: There is no such prompt\. .+\.$/],
    [
      'an eval file that is not there',
      {},
      ['route.txt', '--eval', 'x.yaml'],
      /^x\.yaml: There is no such eval file\. /,
    ],
    [
      'a missing dataset',
      { 'route.eval.yaml': evalFile.replace('rows', 'gone') },
      ['route.txt'],
      /^route\.eval\.yaml:3: There is no file "gone\.jsonl"\. .+\.$/,
    ],
    ['an empty dataset', { 'rows.jsonl': '' }, ['route.txt'], /^rows\.jsonl:1: The dataset has no rows\. .+\.$/],
    [
      'an unknown label',
      { 'route.eval.yaml': tunesmithSettings('expected: expected, labels: [ja, nein]') },
      ['route.txt'],
      /^rows\.jsonl:1: .*"billing" is none of the labels\. .+\.$/,
    ],
    [
      'an unknown column',
      { 'route.eval.yaml': tunesmithSettings('expected: expcted') },
      ['route.txt'],
      /^route\.eval\.yaml:9: "expected" names "expcted".*did you mean "expected"/,
    ],
    [
      'broken YAML',
      { 'route.eval.yaml': 'prompts: [file://route.txt]\nproviders: [a\ntests: x\n' },
      ['route.txt', '--eval', 'route.eval.yaml'],
      /^route\.eval\.yaml:3: The YAML is broken: .+\.$/,
    ],
    [
      'a broken line of JSONL',
      { 'rows.jsonl': `${row(0)}\n{"vars": oops}\n` },
      ['route.txt'],
      /^rows\.jsonl:2: The line is not JSON: .+\.$/,
    ],
    [
      'an unknown provider',
      {},
      ['route.txt', '--model', 'opnai:x'],
      /^The provider "opnai" is not known\. Did you mean "openai"\?/,
    ],
    [
      'a model without its provider',
      {},
      ['route.txt', '--model', 'gpt'],
      /^"gpt" does not name a model\. Write provider:name/,
    ],
    [
      'a missing key',
      {},
      ['route.txt', '--model', 'openai:gpt-6-luna'],
      /^There is no API key for OpenAI\. Set the environment variable OPENAI_API_KEY/,
    ],
    [
      'a variable that no case fills',
      { 'route.txt': 'Sort it.\n{{txt}}\n' },
      ['route.txt'],
      /^route\.txt:2: No case in route\.eval\.yaml has a value for the variable "txt"\. .+\.$/,
    ],
    [
      'a case without its expected value',
      { 'rows.jsonl': `${rows(2)}{"vars": {"message": "?"}}\n` },
      ['route.txt'],
      /^rows\.jsonl:3: The expected value is missing.+\.$/,
    ],
    ['a prompt outside the workspace', {}, ['../route.txt'], /lies outside the workspace/],
    [
      'a folder for --json that is not there',
      {},
      ['route.txt', '--json', 'none/x.json'],
      /^There is no folder .+none\. /,
    ],
    ['an option that the verb does not take', {}, ['route.txt', '--apply'], /^tunesmith eval does not take --apply\. /],
    ['a run that is not there', {}, ['route.txt', '--resume', '7'], /^There is no run 7 in this workspace\. /],
  ]
  for (const [what, changes, args, sentence] of refused)
    test(`gets a sentence and exit 2: ${what}`, async () => {
      using workspace = createWorkspace({ ...files, ...changes })
      const { code, stdout, stderr } = await workspace.run(['eval', ...args])
      assert.match(stderr.trim(), sentence)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
      assert.equal(stdout, '')
      assert.equal(code, 2)
    })

  test('writes nothing', async () => {
    using workspace = createWorkspace({ ...files, 'rows.jsonl': '' })
    await workspace.run(['eval', 'route.txt', '--json', 'out.json'])
    assert.deepEqual(readdirSync(workspace.folder).toSorted(), Object.keys(files).toSorted())
  })

  test('sends whoever skips a step to the step before', async () => {
    using workspace = createWorkspace(files)
    assert.match((await workspace.run(['diagnose', 'route.txt'])).stderr, /Run tunesmith optimize route\.txt first\.$/m)
    assert.match((await workspace.run(['finetune', 'route.txt'])).stderr, /Run tunesmith optimize route\.txt first\.$/m)
    assert.match((await workspace.run(['confirm', 'route.txt'])).stderr, /Run tunesmith finetune route\.txt first\.$/m)
  })
})

describe('detect', () => {
  test('lists prompts with their eval files, in words and as JSON', async () => {
    using workspace = createWorkspace({ ...files, 'ask/hello.prompt.md': 'Hello {{name}}, {{mood}}!\n' })
    const { code, stdout, stderr } = await workspace.run(['detect', '--json', '-'])
    assert.equal(code, 0)
    const [hello, evalFile, route, ...more] = JSON.parse(stdout)
    assert.deepEqual(hello, {
      path: 'ask/hello.prompt.md',
      kind: 'prompt',
      format: 'copilot-prompt',
      label: 'Copilot prompt',
      class: 'task',
      confidence: 1,
      reasons: ['the name of a Copilot prompt file'],
      variables: ['name', 'mood'],
      roles: ['user'],
      bodyStart: 0,
      line: 1,
      evalPath: null,
    })
    assert.deepEqual([evalFile.path, evalFile.kind], ['route.eval.yaml', 'container'])
    assert.deepEqual([route.path, route.evalPath, route.variables], ['route.txt', 'route.eval.yaml', ['message']])
    assert.deepEqual(more, [])
    assert.match(stderr, /^route\.txt +\S.* +message +route\.eval\.yaml$/m)
    assert.equal(existsSync(join(workspace.folder, '.tunesmith')), false)
  })

  test('takes folders and files at once, and does as the settings of the folder say', async () => {
    using workspace = createWorkspace({
      ...files,
      'promptfooconfig.yaml': '',
      'a/x.prompty': 'Hi',
      'b/y.prompty': 'Ho',
      'b/z.prompty': 'Ha',
      'c.prompty': 'He',
      '.vscode/settings.json': '{ // mine\n  "tunesmith.detection.files": { "/a/x.prompty": false, },\n}',
    })
    const { code, stdout } = await workspace.run(['detect', 'a', 'b/y.prompty', 'c.prompty', '--json', '-'])
    assert.equal(code, 0)
    assert.deepEqual(
      JSON.parse(stdout).map(({ path }: { path: string }) => path),
      ['b/y.prompty', 'c.prompty'],
    )
    assert.equal((await workspace.run(['detect', 'none'])).code, 2)
  })

  test('names paths as they would be typed where the command runs', async () => {
    using workspace = createWorkspace({
      ...files,
      'promptfooconfig.yaml': '',
      'ask/hello.prompt.md': 'Hello {{name}}!\n',
    })
    const { stdout } = await workspace.run(['detect', '--json', '-'], {}, 'ask')
    assert.deepEqual(
      JSON.parse(stdout).map(({ path }: { path: string }) => path),
      ['hello.prompt.md'],
    )
  })
})

describe('eval', () => {
  test('ends with 1 below the target and with 0 at it, and writes the same figures as JSON', async () => {
    using workspace = createWorkspace({
      ...files,
      'route.eval.yaml': tunesmithSettings('expected: expected, target: 0.99'),
    })
    const below = await workspace.run(['eval', 'route.txt', '--json', 'out.json'])
    assert.equal(below.code, 1, below.stderr)
    const written = JSON.parse(readFileSync(join(workspace.folder, 'out.json'), 'utf8'))
    assert.deepEqual(Object.keys(written), ['tunesmith', 'verb', 'run', 'report', 'exitCode'])
    assert.equal(written.verb, 'eval')
    assert.equal(written.exitCode, 1)
    assert.equal(written.run.status, 'done')
    const { k, n } = written.report.rows[0].rate
    assert.match(below.stdout, new RegExp(` ${k} of ${n} `))
    assert.match(below.stdout, /sandbox:small \(simulated\)/)
    assert.match(below.stdout, /^ {2}tunesmith optimize route\.txt$/m)

    writeFileSync(join(workspace.folder, 'route.eval.yaml'), tunesmithSettings('expected: expected, target: 0'))
    assert.equal((await workspace.run(['eval', 'route.txt'])).code, 0)
  })

  test('keeps stdout for JSON alone where it is asked for there', async () => {
    using workspace = createWorkspace(files)
    const { stdout, stderr } = await workspace.run(['eval', 'route.txt', '--json', '-'])
    assert.equal(JSON.parse(stdout).verb, 'eval')
    assert.match(stderr, /^Eval 1 · route\.txt/m)
  })

  test('stops at the budget with 3 and says how to go on', async () => {
    using workspace = createWorkspace(files)
    const { code, stdout } = await workspace.run(['eval', 'route.txt', '--max-calls', '2'])
    assert.equal(code, 3)
    assert.match(stdout, /Stopped by the budget\./)
    assert.match(stdout, /^ {2}tunesmith eval route\.txt --resume 1$/m)
  })

  test('says of few cases that they prove nothing', async () => {
    using workspace = createWorkspace({ ...files, 'rows.jsonl': rows(12) })
    assert.match((await workspace.run(['eval', 'route.txt'])).stdout, /exploratory/)
  })
})

describe('optimize', () => {
  const few: readonly (readonly [string, string, RegExp])[] = [
    [
      'five cases',
      rows(5),
      /5 cases are too few to prove anything[\s\S]+(?:too few cases to hold any back|so few cases could not have)/,
    ],
    [
      'cases of one label',
      `${Array.from({ length: 70 }, (_, i) => row(3 * i)).join('\n')}\n`,
      /Every case expects the same answer, "billing"/,
    ],
    [
      'one case over and over',
      `${Array.from({ length: 70 }, (_, id) => JSON.stringify({ vars: { id, message: 'A fee?', expected: 'billing' } })).join('\n')}\n`,
      /The cases say nearly the same[\s\S]+No select case was measured/,
    ],
  ]
  for (const [what, dataset, sentence] of few)
    test(`says plainly what can be proven with ${what}`, async () => {
      using workspace = createWorkspace({ ...files, 'rows.jsonl': dataset })
      const { code, stdout, stderr } = await workspace.run(['optimize', 'route.txt', '--max-calls', '40'])
      assert.ok(code === 0 || code === 1, stderr)
      assert.match(stdout.replace(/\s*\n\s*/g, ' '), sentence)
    })
})

describe('an interrupted run', () => {
  test('ends with 130, and taken up again it pays no call twice', async () => {
    using workspace = createWorkspace(files)
    await using sandbox = await startCountedSandbox(join(workspace.folder, '.sandbox'))
    const args = ['eval', 'route.txt', '--model', 'vllm:small', '--concurrency', '2']
    const { ended, interrupt } = workspace.start(args, sandbox.env)
    await sandbox.arrived(15)
    interrupt()
    const interrupted = await ended
    assert.equal(interrupted.code, 130, interrupted.stderr)
    const again = /^ {2}tunesmith (eval .* --resume 1)$/m.exec(interrupted.stdout)?.[1]
    assert.equal(again, 'eval route.txt --model vllm:small --concurrency 2 --resume 1')
    const paid = sandbox.bodies.length
    assert.ok(paid < 60, `${paid} calls before the interrupt`)

    const resumed = await workspace.run(again.split(' '), sandbox.env)
    assert.equal(resumed.code, 1, resumed.stderr)
    assert.equal(new Set(sandbox.bodies).size, sandbox.bodies.length)
    assert.match(resumed.stdout, new RegExp(` of ${sandbox.bodies.length} `))

    const before = sandbox.bodies.length
    const shown = await workspace.run(again.split(' '), sandbox.env)
    assert.match(shown.stdout, /^Run 1 is done; nothing is called again\.$/m)
    assert.equal(sandbox.bodies.length, before)
  })
})

describe('the journey', () => {
  test('searches, writes the winner when asked, and refuses a file that changed meanwhile', async () => {
    using workspace = createWorkspace(files)
    const path = join(workspace.folder, 'route.txt')
    const searched = await workspace.run(['optimize', 'route.txt', '--preset', 'quick', '--json', 'out.json'])
    assert.equal(searched.code, 0, searched.stderr)
    assert.equal(readFileSync(path, 'utf8'), route)
    const { report, run } = JSON.parse(readFileSync(join(workspace.folder, 'out.json'), 'utf8'))
    assert.notEqual(report.winner.candidateId, report.seed.candidateId, 'the sandbox finds a better prompt here')
    assert.match(searched.stdout, new RegExp(`^ {2}tunesmith optimize route\\.txt --resume ${run.id} --apply$`, 'm'))

    writeFileSync(path, `${route}P.S.\n`)
    const refused = await workspace.run(['optimize', 'route.txt', '--resume', String(run.id), '--apply'])
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /^route\.txt: route\.txt changed since run/m)
    assert.equal(readFileSync(path, 'utf8'), `${route}P.S.\n`)

    writeFileSync(path, route)
    const applied = await workspace.run(['optimize', 'route.txt', '--resume', String(run.id), '--apply'])
    assert.equal(applied.code, 0, applied.stderr)
    assert.notEqual(readFileSync(path, 'utf8'), route)
    for (const added of report.edits.flatMap((edit: { added: string[] }) => edit.added))
      assert.ok(readFileSync(path, 'utf8').includes(added), added)
  })

  test('diagnoses with the models of the sweep', async () => {
    using workspace = createWorkspace(files)
    const models = ['--model', 'sandbox:small', '--model', 'sandbox:large']
    await workspace.run(['optimize', 'route.txt', '--preset', 'quick', ...models])
    const { code, stdout, stderr } = await workspace.run(['diagnose', 'route.txt', '--json', 'out.json'])
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stdout, /No bigger model is named/)
    const { report } = JSON.parse(readFileSync(join(workspace.folder, 'out.json'), 'utf8'))
    assert.match(stdout, new RegExp(`^→ ${report.recommendation.headline.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'))
  })

  test('leaves a training job when interrupted, takes it up again, and confirms the tuned model', async () => {
    using workspace = createWorkspace(files)
    await workspace.run(['optimize', 'route.txt', '--preset', 'quick'])
    const { ended, said, interrupt } = workspace.start(['finetune', 'route.txt'])
    await said(/Fine-tuning job/)
    interrupt()
    const left = await ended
    assert.equal(left.code, 130, left.stderr)
    const follow = /^ {2}tunesmith (finetune route\.txt --job \S+)$/m.exec(left.stdout)?.[1]
    assert.ok(follow, left.stdout)

    const followed = await workspace.run([...follow.split(' '), '--json', 'job.json'])
    assert.equal(followed.code, 0, followed.stderr)
    const job = JSON.parse(readFileSync(join(workspace.folder, 'job.json'), 'utf8'))
    assert.equal(job.run, null)
    assert.equal(job.report.status.state, 'succeeded')
    assert.match((await workspace.run(['finetune', 'route.txt'])).stdout, /no second one is paid for/)

    const confirmed = await workspace.run(['confirm', 'route.txt', '--json', 'out.json'])
    const { report, exitCode } = JSON.parse(readFileSync(join(workspace.folder, 'out.json'), 'utf8'))
    assert.equal(confirmed.code, exitCode)
    assert.equal(exitCode, report.decision === 'roll back' ? 1 : 0)
    assert.equal(report.tunedModel, job.report.status.tunedModel)
  })
})

describe('sandbox', () => {
  test('says where it serves, answers there, and ends with Ctrl-C', async () => {
    using workspace = createWorkspace({})
    const { ended, said, interrupt } = workspace.start(['sandbox'])
    const [, url, token] = await said(/URL +(\S+)\s+Token +(\S+)[\s\S]+Ctrl-C stops it\./)
    const answer = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /"small"/)
    interrupt()
    assert.equal((await ended).code, 0)
  })
})

describe('help', () => {
  test('goes to stdout and ends with 0', async () => {
    using workspace = createWorkspace({})
    const { code, stdout } = await workspace.run(['optimize', '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /^Usage: tunesmith optimize PROMPT \[options\]/)
    assert.match((await workspace.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })
})
