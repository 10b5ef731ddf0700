// `tunesmith cases`: have cases written, show every one of them, and write those that are accepted. Nothing is kept between
// the two but the paid answers: the same order makes the same cases again, and costs nothing.
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { type CaseFiles, caseFiles } from '../../core/generate/caseFiles.ts'
import { componentIdOf, componentTypes } from '../../core/generate/componentTypes.ts'
import type { DraftCase } from '../../core/generate/draft.ts'
import { inputsOf } from '../../core/generate/examine.ts'
import { readExamples } from '../../core/generate/examples.ts'
import { type GenerationDeps, generateCases } from '../../core/generate/generate.ts'
import type { GenerationOrder } from '../../core/generate/order.ts'
import { loadSubject, type Subject } from '../../core/generate/subject.ts'
import { decodeUtf8, withoutBom } from '../../core/readText.ts'
import { acceptedOf } from '../accepted.ts'
import type { Command } from '../arguments.ts'
import { draftLines } from '../draftListing.ts'
import { type Drafting, draftSummary, reduceDrafting } from '../drafts.ts'
import { paint } from '../look.ts'
import { command, commandWords } from '../nextStep.ts'
import { type ExitCode, exitCodes, type Outcome } from '../outcome.ts'
import { overridesOf } from '../overrides.ts'
import type { Screen } from '../screen.ts'
import { bullet, sentence } from '../text.ts'
import { insideRoot, workspaceFiles, writeWhole } from '../workspace.ts'
import { detectIn } from './detect.ts'

/** Some can be sealed from 60 on, and a few will be rejected. */
const USUAL_COUNT = 80

interface CasesDeps extends GenerationDeps {
  readonly root: string
  readonly screen: Screen
  readonly signal: AbortSignal
}

export async function makeCases(deps: CasesDeps, given: Command): Promise<Outcome> {
  const { root, screen, signal } = deps
  const cwd = process.cwd()
  const target = await promptOf(cwd, given.target)
  const evalPath = given.evalFile && insideRoot(root, cwd, given.evalFile)
  const overrides = await overridesOf(root)
  const subject = await loadSubject(workspaceFiles(root), insideRoot(root, cwd, target), { evalPath, overrides })
  const order = await orderOf(subject, given)
  screen.print([...opening(subject, order, given, screen), ''])
  let drafting: Drafting = { drafts: [], refused: [], spend: undefined, end: undefined, notes: [] }
  for await (const event of generateCases(deps, order, signal)) {
    drafting = reduceDrafting(drafting, event)
    if (event.type === 'started' && event.notice !== null)
      screen.print(bullet(paint(screen.look, 'caution', '!'), sentence(event.notice), screen.look.width))
    screen.progress(`${drafting.drafts.length} of ${order.count} cases`)
  }
  screen.clear()
  screen.print([
    ...draftLines(drafting.drafts, screen.look, order.count),
    '',
    ...draftSummary(drafting, order, screen.look),
  ])
  const written = await write(deps, subject, order, drafting.drafts, given)
  next(deps, target, order, drafting, written, given)
  const { drafts, refused, spend, end } = drafting
  const report = { type: order.type, model: order.model, drafts, refused, spend, ...end, written }
  return { run: null, report, exitCode: exitCodeOf(drafting, order) }
}

/** The prompt that is named, or the one of the folder that no eval file measures. */
async function promptOf(cwd: string, target: string): Promise<string> {
  if (!(await stat(resolve(cwd, target.split('#')[0] ?? '')).catch(() => undefined))?.isDirectory()) return target
  const rows = await detectIn(cwd, [target])
  const without = rows.filter(({ kind, evalPath }) => kind === 'prompt' && evalPath === null)
  const [only, ...others] = without
  if (only !== undefined && others.length === 0) return only.path
  if (only === undefined)
    throw new InputError(`Every prompt in ${target} has an eval file, or there is none.`, 'Name the prompt itself.')
  const names = without.slice(0, 5).map(({ path }) => path)
  throw new InputError(
    `${target} has ${without.length} prompts without an eval file.`,
    `Name one: ${names.join(', ')}.`,
  )
}

async function orderOf(subject: Subject, given: Command): Promise<GenerationOrder> {
  const { prompt } = subject
  const model = given.optimizer ?? given.models[0] ?? subject.models[0]
  if (model === undefined)
    throw new InputError(
      'No model is named to write the cases.',
      'Add --model openai:gpt-6-luna or the like; --model sandbox:large is simulated and free.',
    )
  const examples =
    given.examples === undefined ? [] : readExamples(given.examples, await textOf(given.examples), inputsOf({ prompt }))
  const { maxCalls, maxUsd, maxTokens } = given
  return {
    prompt,
    type: given.type === undefined ? subject.type : componentIdOf(given.type),
    description: given.describe ?? '',
    examples,
    count: given.count ?? USUAL_COUNT,
    existing: subject.cases,
    split: subject.split,
    model,
    maxCalls,
    maxUsd,
    maxTokens,
  }
}

async function textOf(typed: string): Promise<string> {
  const bytes = await readFile(resolve(typed)).catch(() => {
    throw new InputError('There is no such file of examples.', 'Correct the path.', { file: typed })
  })
  return withoutBom(decodeUtf8(bytes, typed))
}

function opening(subject: Subject, order: GenerationOrder, given: Command, { look }: Screen): string[] {
  const { label } = componentTypes[order.type]
  const guessed = given.type === undefined ? ' (so it looks; --type says otherwise)' : ''
  const there = subject.cases.length === 0 ? '' : ` ${subject.cases.length} are there already.`
  return [
    paint(look, 'strong', `Cases for ${basename(subject.prompt.path)} · ${label}${guessed} · ${order.model}`),
    ...bullet(' ', `${order.count} are asked for.${there}`, look.width),
    ...subject.remarks.flatMap((remark) => bullet(paint(look, 'caution', '!'), remark, look.width)),
  ]
}

/** Undefined where nothing was accepted yet. */
async function write(
  { root, screen }: CasesDeps,
  subject: Subject,
  order: GenerationOrder,
  drafts: readonly DraftCase[],
  given: Command,
): Promise<CaseFiles | undefined> {
  const chosen = acceptedOf(drafts, given)
  if (chosen === undefined) return undefined
  const files = await caseFiles({
    ...subject,
    drafts: chosen,
    type: order.type,
    model: given.models[0] ?? order.model,
    exists: async (path) => existsSync(join(root, path)),
  })
  for (const { path, text } of files.files) await writeWhole(join(root, path), text)
  const { look } = screen
  screen.print([
    '',
    ...files.files.flatMap(({ path, what }) =>
      bullet(
        paint(look, 'good', '✓'),
        what === 'new' ? `${path} is written.` : `${path} names the dataset now; nothing else in it changed.`,
        look.width,
      ),
    ),
    ...files.refused.flatMap(({ draft, why }) =>
      bullet(paint(look, 'bad', '✗'), `“${draft.why}” was left out: ${why}.`, look.width),
    ),
  ])
  return files
}

function next(
  { screen }: CasesDeps,
  target: string,
  order: GenerationOrder,
  { drafts, end }: Drafting,
  written: CaseFiles | undefined,
  given: Command,
): void {
  const { look } = screen
  const say = (why: string, text: string) =>
    screen.print(['', ...bullet('→', why, look.width), `  ${paint(look, 'strong', text)}`])
  if (drafts.length === 0) return
  const isWhole = end?.status === 'done'
  if (written === undefined)
    say(
      isWhole
        ? 'Nothing is written. Read them, then write all, or all but some (--reject 3,17-19); no call is paid again:'
        : 'Nothing is written. Read them, then write these; no call is paid again, and more are made within the same limits:',
      [
        command('cases', target),
        ...commandWords([
          ['eval', given.evalFile],
          ['type', order.type],
          ['describe', given.describe],
          ['examples', given.examples],
          ['count', given.count],
          ...given.models.map((model) => ['model', model] as const),
          ['optimizer', given.optimizer],
          ['max-calls', order.maxCalls],
          ['max-usd', order.maxUsd],
          ['max-tokens', order.maxTokens],
          // Nobody has read what a run that stopped makes when it goes on.
          ['accept', isWhole ? 'all' : `1-${drafts.length}`],
        ]),
      ].join(' '),
    )
  else if (written.cases > 0) say('Next, measure the prompt on them:', command('eval', target))
}

function exitCodeOf({ drafts, end }: Drafting, { count }: GenerationOrder): ExitCode {
  if (end?.status === 'budget') return exitCodes.budget
  if (end?.status === 'cancelled') return exitCodes.interrupted
  return end?.status === 'done' && drafts.length === count ? exitCodes.good : exitCodes.failed
}
