// Runs promptfoo configs through promptfoo and through our own loader and graders, both with the provider "echo", and
// compares pass and score case by case. Prints figures; never a test. Needs PROMPTFOO_HOME, a folder in which promptfoo
// 0.123.1 is installed. `node bench/promptfooParity.ts [--allow-code] FOLDER…` looks for configs below each folder.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import type { CodeCall } from '../src/core/code.ts'
import { InputError } from '../src/core/errors.ts'
import type { Case } from '../src/core/evals/case.ts'
import { withConsent } from '../src/core/evals/consent.ts'
import { loadEvalFile } from '../src/core/evals/evalFile.ts'
import { gradeCase } from '../src/core/evals/graders/grade.ts'
import { LoadCode } from '../src/core/evals/loadCode.ts'
import { around } from '../src/core/evals/run.ts'
import { Warnings } from '../src/core/evals/warnings.ts'
import { stableJson } from '../src/core/hash.ts'
import type { ChatMessage } from '../src/core/ports.ts'
import { renderTexts } from '../src/core/prompt/render.ts'
import { loadTask } from '../src/core/task.ts'
import { childProcessRunner } from '../src/providers/code/childProcess.ts'
import { echoModel } from '../src/providers/models/echo.ts'
import { listFiles } from '../src/terminal/listing.ts'
import { workspaceFiles } from '../src/terminal/workspace.ts'

interface Row {
  readonly vars: string
  readonly output: string
  readonly pass: boolean
  readonly score: number
  /** The assertions that were graded, in order. */
  readonly parts: readonly Part[]
}

interface Part {
  readonly type: string
  readonly pass: boolean
  readonly score: number
}

interface Tally {
  cases: number
  equal: number
  different: number
  /** We do not evaluate all that promptfoo evaluates, or promptfoo itself fails. */
  notEvaluated: number
  /** Single assertions that both grade. */
  assertions: number
  assertionsEqual: number
}

const TIMEOUT_MS = 60_000
const NOTHING: Tally = { cases: 0, equal: 0, different: 0, notEvaluated: 0, assertions: 0, assertionsEqual: 0 }
const NAMES = ['cases', 'equal', 'different', 'notEvaluated', 'assertions', 'assertionsEqual'] as const

async function theirs(config: string): Promise<Row[]> {
  const home = process.env.PROMPTFOO_HOME
  if (home === undefined) throw new Error('Set PROMPTFOO_HOME to the folder in which promptfoo is installed.')
  const folder = await mkdtemp(join(tmpdir(), 'tunesmith-parity-'))
  const out = join(folder, 'out.json')
  const flags = ['--no-cache', '--no-write', '--no-table', '--no-progress-bar']
  try {
    await promisify(execFile)(
      process.execPath,
      [join(home, 'node_modules/promptfoo/dist/src/main.js'), 'eval', '-c', config, '-r', 'echo', ...flags, '-o', out],
      {
        cwd: dirname(config),
        timeout: TIMEOUT_MS,
        env: { PATH: process.env.PATH, HOME: folder, PROMPTFOO_DISABLE_TELEMETRY: '1', PROMPTFOO_DISABLE_UPDATE: '1' },
      },
      // promptfoo ends with 100 where a case fails.
    ).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => {
      if (error.code !== 100) throw new Error(lastLine(`${error.stdout ?? ''}\n${error.stderr ?? ''}`))
    })
    const { results } = JSON.parse(await readFile(out, 'utf8')) as { results: { results: readonly Result[] } }
    return results.results.flatMap(rowOf)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Result {
  readonly vars: unknown
  readonly success: boolean
  readonly score: number
  readonly failureReason: number
  readonly response?: { readonly output?: unknown }
  readonly gradingResult?: { readonly componentResults?: readonly Component[] }
}

interface Component {
  readonly pass: boolean
  readonly score: number
  readonly assertion?: { readonly type?: string } | null
}

function rowOf({ vars, success, score, failureReason, response, gradingResult }: Result): Row[] {
  const output = response?.output
  if (failureReason === 2 || output === undefined) return []
  const parts = (gradingResult?.componentResults ?? []).flatMap(({ pass, score, assertion }): Part[] =>
    assertion?.type === undefined ? [] : [{ type: assertion.type, pass, score }],
  )
  return [{ vars: stableJson(vars), output: asText(output), pass: success, score, parts }]
}

function asText(output: unknown): string {
  return typeof output === 'string' ? output : JSON.stringify(output)
}

async function ours(root: string, config: string, allowCode: boolean): Promise<Row[]> {
  const files = workspaceFiles(root)
  const path = relative(root, config)
  const runner = childProcessRunner(root)
  const run = (call: CodeCall) => runner.run(call, new AbortController().signal)
  const code = () => new LoadCode({ run, isAllowed: () => allowCode, mend: '' })
  const { promptPaths } = await loadEvalFile(files, path, new Warnings(), code())
  const rows: Row[] = []
  for (const promptPath of promptPaths) {
    const task = withConsent(await loadTask(files, promptPath, path, {}, code()), () => allowCode, '')
    const texts = task.prompt.messages.map(({ text }) => text)
    for (const kase of task.evalFile.cases) {
      const output =
        kase.output ?? (await echoed(kase.messages ?? renderTexts(task.prompt, around(kase, texts), kase.vars)))
      rows.push(...(await graded(root, kase, output, allowCode)))
    }
  }
  return rows
}

async function echoed(messages: readonly ChatMessage[]): Promise<string> {
  const request = { messages, maxOutputTokens: 1, repeat: 0 }
  return (await echoModel('echo:prompt').send(request, new AbortController().signal)).text
}

async function graded(root: string, kase: Case, output: string, allowCode: boolean): Promise<Row[]> {
  const runner = childProcessRunner(root)
  const code = allowCode ? { code: (call: Parameters<typeof runner.run>[0]) => runner.run(call, signal) } : {}
  const signal = new AbortController().signal
  const outcome = await gradeCase(kase, output, code)
  if (!('grade' in outcome)) return []
  const { pass, score, parts } = outcome.grade
  return [
    {
      vars: stableJson(kase.vars),
      output,
      pass,
      score,
      parts: parts.map((part) => ({ type: part.grader, pass: part.pass, score: part.score })),
    },
  ]
}

/** Rows of both with the same variables and the same output are the same case. */
function compare(left: readonly Row[], right: readonly Row[], say: (line: string) => void): Tally {
  const key = ({ output }: Row) => normal(output)
  const open = new Map<string, Row[]>()
  for (const row of right) open.set(key(row), [...(open.get(key(row)) ?? []), row])
  const tally: Tally = { ...NOTHING, cases: left.length }
  for (const row of left) {
    const found = open.get(key(row)) ?? []
    const whole = found.filter(({ parts }) => parts.length === row.parts.length)
    const [twin] = whole
    if (twin === undefined) tally.notEvaluated++
    else if (whole.some((one) => isEqual(one, row))) tally.equal++
    else {
      tally.different++
      say(`    theirs ${row.pass} ${row.score}, ours ${twin.pass} ${twin.score}: ${row.vars.slice(0, 100)}`)
    }
    const best = found.toSorted((a, b) => b.parts.length - a.parts.length)[0]
    for (const [ours, theirs] of best === undefined ? [] : pairs(best.parts, row.parts)) {
      tally.assertions++
      if (isEqual(ours, theirs)) tally.assertionsEqual++
      else say(`    ${ours.type}: theirs ${theirs.pass} ${theirs.score}, ours ${ours.pass} ${ours.score}`)
    }
  }
  return tally
}

/** Our assertions with theirs of the same type, in order. */
function pairs(ours: readonly Part[], theirs: readonly Part[]): [Part, Part][] {
  const left = [...theirs]
  return ours.flatMap((part): [Part, Part][] => {
    const at = left.findIndex(({ type }) => type === part.type)
    const [twin] = at < 0 ? [] : left.splice(at, 1)
    return twin === undefined ? [] : [[part, twin]]
  })
}

function isEqual(a: Omit<Part, 'type'>, b: Omit<Part, 'type'>): boolean {
  return a.pass === b.pass && Math.abs(a.score - b.score) < 1e-9
}

/** Chat prompts are JSON to promptfoo's echo, written with other spaces. */
function normal(output: string): string {
  try {
    return stableJson(JSON.parse(output))
  } catch {
    return output.trim()
  }
}

function lastLine(text: string): string {
  const lines = stripVTControlCharacters(text).trim().split('\n')
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').slice(0, 160)
}

async function main(args: readonly string[]): Promise<void> {
  const allowCode = args.includes('--allow-code')
  const total: Tally = { ...NOTHING }
  const configs = { all: 0, compared: 0, theirsFail: 0, refused: 0 }
  for (const folder of args.filter((arg) => !arg.startsWith('--')).map((arg) => resolve(arg))) {
    const found = await listFiles(folder, '')
    for (const path of found
      .filter((one) => /(?:^|\/)promptfooconfig[^/]*\.(?:ya?ml|json|[cm]?[jt]s)$/.test(one))
      .sort()) {
      configs.all++
      const config = join(folder, path)
      const right = await ours(folder, config, allowCode).catch(failure)
      if (right instanceof Error) {
        configs.refused++
        console.log(`- ${path}: refused here: ${sentence(right)}`)
        continue
      }
      const left = await theirs(config).catch(failure)
      if (left instanceof Error || left.length === 0) {
        configs.theirsFail++
        console.log(`- ${path}: read here, nothing there: ${left instanceof Error ? left.message : 'errors alone'}`)
        continue
      }
      configs.compared++
      const lines: string[] = []
      const tally = compare(left, right, (line) => lines.push(line))
      for (const name of NAMES) total[name] += tally[name]
      console.log(
        [
          `${lines.length > 0 ? '!' : '='} ${path}: ${tally.cases} cases, ${tally.equal} equal, ${tally.different} different, ${tally.notEvaluated} not evaluated; ${tally.assertionsEqual} of ${tally.assertions} assertions equal`,
          ...lines.slice(0, 3),
        ].join('\n'),
      )
    }
  }
  console.log(JSON.stringify({ configs, total }))
}

function failure(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function sentence(error: Error): string {
  return InputError.is(error) ? error.sentence : `BUG ${error.stack?.split('\n').slice(0, 3).join(' ')}`
}

await main(process.argv.slice(2))
