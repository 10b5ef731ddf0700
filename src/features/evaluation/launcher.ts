// From a wish to a run: loads the task, settles models, key and cost with the user, shows the panel, tells the end.
// Must never spend before trust, input and cost are settled.
import * as vscode from 'vscode'
import { type BatchOffer, batchOffer } from '../../core/batch/offer.ts'
import { InputError } from '../../core/errors.ts'
import type { PriceTable } from '../../core/pricing.ts'
import type { MeasuredKind } from '../../core/runKind.ts'
import type { RunOptions } from '../../core/runOptions.ts'
import type { Task } from '../../core/task.ts'
import { loadTask } from '../../core/task.ts'
import { runCommand, setContext } from '../../platform/commands.ts'
import { type Project, promptUri } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import { batchSentence } from '../../shared/batchOffer.ts'
import { fileName, formatCount, formatMoney } from '../../shared/format.ts'
import type { PanelTab, RunView } from '../../shared/viewModel.ts'
import type { CodeConsent } from './codeConsent.ts'
import { estimateRun } from './estimate.ts'
import { type ModelAccessDeps, missingKey, offerAccess } from './modelAccess.ts'
import type { RunService } from './runService.ts'

export interface Wish {
  readonly project: Project
  readonly promptPath: string
  readonly kind: MeasuredKind
  /** The eval file; the nearest that names the prompt where not given. */
  readonly evalPath?: string | undefined
  /** Stops the run. */
  readonly signal?: AbortSignal | undefined
  /** Somebody else shows the run: the panel stays as it is, and the end is not announced. */
  readonly quiet?: true | undefined
  readonly sweepId?: number | undefined
  readonly marker?: string | undefined
  /** Models of an interrupted run, with the run itself. */
  readonly models?: readonly string[] | undefined
  /** Of an interrupted run whose answers come from batches. */
  readonly batch?: RunOptions['batch']
  readonly resume?: number | undefined
}

export interface LauncherDeps extends ModelAccessDeps {
  readonly runs: RunService
  readonly consent: CodeConsent
  readonly log: vscode.LogOutputChannel
  readonly prices: () => PriceTable
  /** Whether a model's provider has a batch engine. */
  readonly takesBatches: (model: string) => boolean
  /** Whether the user sees the panel, and so the end of the run. */
  readonly isPanelVisible: () => boolean
}

export class Launcher {
  readonly #deps: LauncherDeps

  constructor(deps: LauncherDeps) {
    this.#deps = deps
  }

  /** The finished run; undefined where the user turned back. */
  async launch(wish: Wish): Promise<RunView | undefined> {
    const { runs, log } = this.#deps
    if (!(await isTrusted())) return undefined
    const formats = readSetting('tunesmith.detection.files', wish.project.folder.uri)
    const { project: given, promptPath, evalPath } = wish
    const loaded = await this.#deps.consent.load(given, (code) =>
      loadTask(given.files, promptPath, evalPath, formats, code),
    )
    const task = loaded && (await this.#deps.consent.settle(given, loaded))
    if (task === undefined) return undefined
    const wanted = await this.#options(wish, task)
    const options = wanted && (await this.#agreed(wish, task, wanted))
    if (options === undefined) return undefined
    if (wish.quiet !== true)
      await runCommand('tunesmith.openPanel', { tab: 'run', prompt: promptUri(wish.project, wish.promptPath) })
    log.info(`${wish.kind} of ${wish.promptPath} on ${(options.models ?? task.evalFile.models).join(', ')}`)
    const { project, kind, sweepId, marker, signal } = wish
    const view = await runs.start({ project, task, kind, options, sweepId, marker, signal })
    log.info(`run ${view.id} ended: ${view.status}`)
    if (view.kind === 'confirmation' && view.status === 'done') await setContext('tunesmith.confirmed', true)
    if (view.diagnosis !== null && this.#deps.isPanelVisible())
      await runCommand('tunesmith.openPanel', { tab: tabOf(view), prompt: promptUri(project, wish.promptPath) })
    if (wish.quiet !== true || options.batch !== undefined) this.#tellEnd(view, wish)
    return view
  }

  /** Undefined where a key is missing and the user did not find another way. */
  async #options(wish: Wish, task: Task): Promise<RunOptions | undefined> {
    const file = promptUri(wish.project, wish.promptPath)
    for (;;) {
      const options = readOptions(wish, file)
      const provider = await missingKey(this.#deps, modelsOf(options, task))
      if (provider === undefined) return options
      if (!(await offerAccess(this.#deps, provider, file))) return undefined
    }
  }

  /** The options that the user agreed to; undefined where they turned back. */
  async #agreed(wish: Wish, task: Task, options: RunOptions): Promise<RunOptions | undefined> {
    const { kind, promptPath } = wish
    if (options.batch !== undefined) return options
    const models = options.models ?? task.evalFile.models
    const isNew = kind === 'eval' && wish.resume === undefined && wish.quiet !== true
    const { takesBatches, prices } = this.#deps
    const offer = isNew ? batchOffer(task, { models, prices: prices(), takesBatches }) : undefined
    if (offer !== undefined) return chooseBatches(fileName(promptPath), offer, options)
    const { calls, usd } = estimateRun(task, kind, models, options.preset ?? 'standard', this.#deps.prices())
    const cap = options.maxUsd
    const worst = usd === undefined ? cap : Math.min(usd, cap ?? usd)
    const free = models.every((model) => this.#isFree(model))
    if (free || (worst !== undefined && worst <= readSetting('tunesmith.askAboveUsd'))) return options
    const cost = worst === undefined ? 'The price of a model is unknown.' : `At most about ${formatMoney(worst)}.`
    const answer = await vscode.window.showWarningMessage(
      `Run ${fileName(promptPath)} on ${models.join(', ')}?`,
      { modal: true, detail: `About ${formatCount(calls)} calls. ${cost}` },
      'Run',
    )
    return answer === 'Run' ? options : undefined
  }

  /** Runs on the user's own machine, or is simulated there. */
  #isFree(model: string): boolean {
    const provider = model.split(':')[0]
    return provider === 'sandbox' || this.#deps.providers.some(({ id, local }) => id === provider && local === true)
  }

  /** A run that ends under the user's eyes needs no notification. */
  #tellEnd(view: RunView, { project, promptPath }: Wish): void {
    if (this.#deps.isPanelVisible() || view.status === 'cancelled') return
    const sentence = sentenceOn(view)
    const shown =
      view.status === 'failed'
        ? vscode.window.showErrorMessage(sentence, 'Show')
        : vscode.window.showInformationMessage(sentence, 'Show')
    const prompt = promptUri(project, promptPath)
    void shown.then((action) =>
      action === 'Show' ? runCommand('tunesmith.openPanel', { tab: tabOf(view), prompt }) : undefined,
    )
  }
}

/** A large eval is offered both ways, each with its price. */
async function chooseBatches(name: string, offer: BatchOffer, options: RunOptions): Promise<RunOptions | undefined> {
  const [live, batches] = ['Run Now', 'Run in Batches']
  const price = offer.liveUsd === undefined ? 'at the list price' : `about ${formatMoney(offer.liveUsd)}`
  const detail = [
    `About ${formatCount(offer.calls)} calls. Now: ${price}.`,
    batchSentence(offer),
    'Batches go on while the window is closed; judges are asked live, when the answers are there.',
  ].join('\n')
  const answer = await vscode.window.showInformationMessage(`Evaluate ${name}?`, { modal: true, detail }, live, batches)
  if (answer === live) return options
  return answer === batches ? { ...options, batch: 'leave' } : undefined
}

function readOptions({ models, batch, resume }: Wish, file: vscode.Uri): RunOptions {
  const chosen = models ?? readSetting('tunesmith.models', file)
  const optimizer = readSetting('tunesmith.optimizer', file)
  return {
    ...(chosen.length > 0 && { models: chosen }),
    ...(optimizer !== '' && { optimizer }),
    preset: readSetting('tunesmith.budget.preset', file),
    maxUsd: readSetting('tunesmith.budget.maxUsd') ?? undefined,
    concurrency: readSetting('tunesmith.concurrency'),
    ...(batch !== undefined && { batch }),
    resume,
  }
}

/** Every model that the run will call. */
function modelsOf(options: RunOptions, task: Task): readonly string[] {
  const { models, optimizer, judge } = task.evalFile
  const proposer = options.optimizer ?? (options.models === undefined ? optimizer : undefined)
  return [...(options.models ?? models), ...(proposer === undefined ? [] : [proposer]), ...(judge?.panel ?? [])]
}

async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true
  const manage = 'Manage Trust'
  const action = await vscode.window.showWarningMessage(
    'This workspace is not trusted, so nothing is sent to a model.',
    manage,
  )
  if (action === manage) await vscode.commands.executeCommand('workbench.trust.manage')
  return vscode.workspace.isTrusted
}

function sentenceOn(view: RunView): string {
  const report = view.sweep ?? view.evaluation ?? view.confirmation
  const headline = view.diagnosis?.recommendation.headline
  const name = fileName(view.promptPath)
  return `${name}: ${view.message ?? headline ?? report?.sentences[0] ?? `run ${view.id} ended.`}`
}

export function tabOf(view: RunView): PanelTab {
  if (view.kind === 'diagnosis') return 'diagnosis'
  if (view.kind === 'confirmation') return 'training'
  return view.kind === 'sweep' && view.sweep !== null ? 'candidate' : 'run'
}

export function requireProject(project: Project | undefined, file: vscode.Uri): Project {
  if (project !== undefined) return project
  throw new InputError(`${fileName(file.path)} is in no open folder.`, 'Open the folder that holds it.')
}
