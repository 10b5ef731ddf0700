// The composition root in VS Code: builds the parts, hands them to the features, and holds no logic of its own.
// Whatever is slow (engine, providers, store, sandbox) is loaded when a folder first needs it.
import { writeFile } from 'node:fs/promises'
import * as vscode from 'vscode'
import { guardedRunner } from './core/code.ts'
import { LoadCode } from './core/evals/loadCode.ts'
import { LIST_PRICES } from './core/pricing.ts'
import { registerBatches } from './features/batches/register.ts'
import { registerCaseImport } from './features/caseImport/register.ts'
import { CaseMaker } from './features/caseMaker/caseMaker.ts'
import { registerCaseMaker } from './features/caseMaker/register.ts'
import { settleModel } from './features/caseMaker/settleModel.ts'
import { registerDatasets } from './features/datasets/register.ts'
import { choosePrompt } from './features/detection/choosePrompt.ts'
import { PromptIndex } from './features/detection/promptIndex.ts'
import { registerDetection } from './features/detection/register.ts'
import { registerEvalEditor } from './features/evalEditor/register.ts'
import { ALLOW_IT, CodeConsent } from './features/evaluation/codeConsent.ts'
import { Launcher } from './features/evaluation/launcher.ts'
import { missingKey } from './features/evaluation/modelAccess.ts'
import { registerEvaluation } from './features/evaluation/register.ts'
import { RunService } from './features/evaluation/runService.ts'
import { registerExamples } from './features/examples/register.ts'
import { registerExport } from './features/export/register.ts'
import { JobService } from './features/jobs/jobService.ts'
import { registerJobs } from './features/jobs/register.ts'
import { modelChoices } from './features/keys/modelChoices.ts'
import { registerKeys } from './features/keys/register.ts'
import { PanelHost } from './features/panel/panelHost.ts'
import { PanelPlaces, registerPanel } from './features/panel/register.ts'
import { registerReview } from './features/review/register.ts'
import { ReviewService } from './features/review/reviewService.ts'
import { registerTestExplorer } from './features/testExplorer/register.ts'
import { systemClock } from './platform/clock.ts'
import { runCommand } from './platform/commands.ts'
import { DisposableStore } from './platform/disposable.ts'
import { RunHistory } from './platform/history.ts'
import { createLog } from './platform/log.ts'
import type { PromptArgument } from './platform/manifest.ts'
import { openProject, type ProjectBuilders } from './platform/openProject.ts'
import { Projects, promptFile } from './platform/projects.ts'
import { KeyStore } from './platform/secrets.ts'
import { readSetting } from './platform/settings.ts'
import { Facts, type UserFacts, type WorkspaceFacts } from './platform/storage.ts'
import { listLocalModels } from './providers/models/localModels.ts'
import { PROVIDERS, takesBatches } from './providers/providerTable.ts'

/** The parts, for tests and for extensions that build on this one. */
export interface Tunesmith {
  readonly projects: Projects
  readonly prompts: PromptIndex
  readonly runs: RunService
  readonly review: ReviewService
  readonly jobs: JobService
  readonly history: RunHistory
  readonly cases: CaseMaker
}

export function activate(context: vscode.ExtensionContext): Tunesmith {
  const { extensionUri, globalStorageUri, secrets, workspaceState, globalState } = context
  const log = createLog()
  const parts = new DisposableStore()
  context.subscriptions.push(log, parts)

  const keys = new KeyStore(secrets, process.env)
  const facts = new Facts<WorkspaceFacts>(workspaceState)
  const consent = new CodeConsent(facts)
  const history = new RunHistory()
  const projects = parts.add(new Projects((folder) => openProject(folder, projectBuilders(keys, consent))))
  const runs = parts.add(new RunService(facts, () => vscode.workspace.isTrusted))
  const prompts = parts.add(new PromptIndex({ projects, history, log, onDidFinishRun: runs.onDidFinish }))
  const review = parts.add(new ReviewService(projects))
  const jobs = parts.add(new JobService({ projects, log }))
  const localModels = () => listLocalModels(readSetting('tunesmith.providers.baseUrls'))
  const choices = () => modelChoices({ keys, prices, localModels }, [])
  const isUsable = async (model: string) => (await missingKey({ providers: PROVIDERS, keys }, [model])) === undefined
  const cases = parts.add(
    new CaseMaker({
      log,
      isTrusted: () => vscode.workspace.isTrusted,
      settleModel: (wanted, count) => settleModel({ choices, isUsable, prices }, wanted, count),
    }),
  )
  const host = parts.add(
    new PanelHost({ projects, history, facts, prompts, runs, jobs, review, cases, extensionUri, log }),
  )
  const places = parts.add(new PanelPlaces({ host, runs, extensionUri, log }))
  const isPanelVisible = () => places.isVisible
  const known = { providers: PROVIDERS, takesBatches }
  const launcher = new Launcher({ runs, keys, ...known, choices, prices, log, isPanelVisible, consent })
  const choose = (prompt: PromptArgument) => choosePrompt(prompts, prompt, host.state.promptFile)
  const shared = { projects, history, facts, log, keys, prices, choosePrompt: choose, providers: PROVIDERS }

  const features = {
    detection: () => registerDetection({ ...shared, index: prompts }),
    panel: () => registerPanel(places, { host, log }),
    caseMaker: () => registerCaseMaker({ ...shared, maker: cases }),
    caseImport: () =>
      registerCaseImport({
        ...shared,
        history: async (folder) => (await import('./providers/git/gitHistory.ts')).gitHistory(folder),
        isTrusted: () => vscode.workspace.isTrusted,
        waiting: (project, promptPath) => cases.waitingFor(project, promptPath),
        review: async (review) => {
          await cases.review(review)
          await runCommand('tunesmith.openPanel', {
            tab: 'cases',
            prompt: promptFile(review.project, review.promptPath),
          })
        },
      }),
    evaluation: () =>
      registerEvaluation({ ...shared, runs, launcher, isMeasurable: (file) => prompts.isMeasurable(file) }),
    review: () => registerReview({ ...shared, review }),
    jobs: () =>
      registerJobs({
        ...shared,
        jobs,
        confirm: (project, promptPath, marker) =>
          launcher.launch({ project, promptPath, kind: 'confirmation', marker }),
      }),
    batches: () =>
      registerBatches({
        ...shared,
        runs,
        resume: (project, { promptPath, evalPath, models, batch, runId }) =>
          launcher.launch({
            ...{ project, promptPath, evalPath, kind: 'eval', batch, resume: runId, quiet: true },
            ...(models.length > 0 && { models }),
          }),
      }),
    evalEditor: () =>
      registerEvalEditor({
        projects,
        log,
        models: () => Object.keys(prices()),
        evalFileOf: (file) => {
          const found = prompts.inFile(file).find(({ row }) => row.evalPath !== null)
          return found?.row.evalPath == null ? undefined : promptFile(found.project, found.row.evalPath)
        },
      }),
    export: () => registerExport({ ...shared, writeFile }),
    datasets: () => registerDatasets(shared),
    testExplorer: () =>
      registerTestExplorer({
        ...shared,
        evaluate: (wish) => launcher.launch({ ...wish, kind: 'eval', quiet: true }),
      }),
    keys: () => registerKeys({ ...shared, localModels }),
    examples: () =>
      registerExamples({
        extensionUri,
        globalStorageUri,
        log,
        facts: new Facts<UserFacts>(globalState),
        prompts: () => prompts.files(),
      }),
  }
  for (const [name, register] of Object.entries(features)) {
    try {
      parts.add(register())
    } catch (error) {
      // One broken feature must not take the others with it.
      log.error(`${name} is off`, error instanceof Error ? error : String(error))
    }
  }
  return { projects, prompts, runs, review, jobs, history, cases }
}

function prices() {
  return { ...LIST_PRICES, ...readSetting('tunesmith.prices') }
}

function projectBuilders(keys: KeyStore, consent: CodeConsent): ProjectBuilders {
  return {
    store: async (folder) => (await import('./store/openStore.ts')).openStore(folder),
    sandbox: async (stateDir) => (await import('./sandbox/server.ts')).startSandbox({ stateDir }),
    loadCode: (folder) =>
      new LoadCode({
        run: async (call) => {
          const { childProcessRunner } = await import('./providers/code/childProcess.ts')
          return childProcessRunner(folder).run(call, new AbortController().signal)
        },
        isAllowed: (piece) => consent.has(piece),
        mend: ALLOW_IT,
      }),
    engine: async (store, sandbox, folder) => {
      const [
        { Engine },
        { createBatchResolver },
        { createModelResolver },
        { createEmbedderResolver },
        { createBackendResolver },
        { findVscodeModel },
        { childProcessRunner },
        { programModel },
      ] = await Promise.all([
        import('./core/engine.ts'),
        import('./providers/batch/registry.ts'),
        import('./providers/models/registry.ts'),
        import('./providers/embeddings/registry.ts'),
        import('./providers/finetune/registry.ts'),
        import('./providers/models/vscodeLm.ts'),
        import('./providers/code/childProcess.ts'),
        import('./providers/code/programModel.ts'),
      ])
      const runner = guardedRunner(childProcessRunner(folder), (piece) => consent.has(piece))
      const access = {
        keyFor: (provider: string) => keys.get(provider),
        get baseUrls() {
          return readSetting('tunesmith.providers.baseUrls')
        },
        sandbox,
      }
      return new Engine({
        store,
        clock: systemClock,
        models: createModelResolver({ ...access, vscodeLm: findVscodeModel }),
        embedders: createEmbedderResolver(access),
        backends: createBackendResolver(access),
        batches: createBatchResolver(access),
        code: runner,
        programs: (program) => programModel(program, runner),
        get prices() {
          return prices()
        },
      })
    },
  }
}
