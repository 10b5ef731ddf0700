// Every id that package.json and the code share, with the types that belong to it; a test compares the two, both ways.
// Must not import vscode at run time: the test reads it in plain Node.
import type { Uri } from 'vscode'
import type { PanelTab } from '../shared/viewModel.ts'

/** What a menu hands over: a file, a row of the Prompts tree, or nothing, which means the active editor. */
export type PromptArgument = Uri | { readonly resourceUri: Uri } | undefined

/** A run of one workspace folder. */
export interface RunReference {
  readonly folder: string
  readonly runId: number
}

/** A fine-tuning job of one workspace folder; also a row of the Jobs tree. */
export interface JobReference {
  readonly folder: string
  readonly marker: string
}

export interface PanelArgument {
  readonly tab?: PanelTab | undefined
  readonly prompt?: Uri | undefined
  readonly run?: RunReference | undefined
}

/** Arguments of each command. A command whose arguments are all optional stands in the palette. */
export interface CommandArguments {
  'tunesmith.evaluatePrompt': [prompt?: PromptArgument]
  'tunesmith.optimizePrompt': [prompt?: PromptArgument]
  'tunesmith.diagnosePrompt': [sweep?: RunReference]
  'tunesmith.cancelRun': []
  'tunesmith.resumeRun': []
  'tunesmith.cancelBatches': [run?: RunReference]
  'tunesmith.openPanel': [show?: PanelArgument]
  'tunesmith.openPanelInEditor': []
  'tunesmith.refreshPrompts': []
  'tunesmith.createPrompt': []
  'tunesmith.createEvalFile': [prompt?: PromptArgument]
  'tunesmith.makeCases': [prompt?: PromptArgument]
  'tunesmith.importCases': [prompt?: PromptArgument, logs?: readonly Uri[]]
  'tunesmith.importHistory': [prompt?: PromptArgument]
  'tunesmith.measureOnDataset': [prompt?: PromptArgument]
  'tunesmith.treatAs': [file?: PromptArgument]
  'tunesmith.notAPrompt': [file?: PromptArgument]
  'tunesmith.tryExample': []
  /** `variant` is the id of a variant's candidate; without it, the winner. */
  'tunesmith.reviewCandidate': [sweep?: RunReference, variant?: string]
  'tunesmith.acceptAll': [candidate?: Uri | RunReference]
  'tunesmith.acceptChange': [candidate?: Uri]
  'tunesmith.discardCandidate': [candidate?: Uri | RunReference]
  'tunesmith.exportRun': [run?: RunReference]
  'tunesmith.submitJob': [sweep?: RunReference]
  'tunesmith.cancelJob': [job?: JobReference]
  'tunesmith.confirmJob': [job?: JobReference]
  'tunesmith.setApiKey': [provider?: string]
  'tunesmith.removeApiKey': [provider?: string]
  'tunesmith.chooseModels': [prompt?: PromptArgument]
}
export type CommandId = keyof CommandArguments

const commands: Readonly<Record<CommandId, true>> = {
  'tunesmith.evaluatePrompt': true,
  'tunesmith.optimizePrompt': true,
  'tunesmith.diagnosePrompt': true,
  'tunesmith.cancelRun': true,
  'tunesmith.resumeRun': true,
  'tunesmith.cancelBatches': true,
  'tunesmith.openPanel': true,
  'tunesmith.openPanelInEditor': true,
  'tunesmith.refreshPrompts': true,
  'tunesmith.createPrompt': true,
  'tunesmith.createEvalFile': true,
  'tunesmith.makeCases': true,
  'tunesmith.importCases': true,
  'tunesmith.importHistory': true,
  'tunesmith.measureOnDataset': true,
  'tunesmith.treatAs': true,
  'tunesmith.notAPrompt': true,
  'tunesmith.tryExample': true,
  'tunesmith.reviewCandidate': true,
  'tunesmith.acceptAll': true,
  'tunesmith.acceptChange': true,
  'tunesmith.discardCandidate': true,
  'tunesmith.exportRun': true,
  'tunesmith.submitJob': true,
  'tunesmith.cancelJob': true,
  'tunesmith.confirmJob': true,
  'tunesmith.setApiKey': true,
  'tunesmith.removeApiKey': true,
  'tunesmith.chooseModels': true,
}
export const commandIds = Object.keys(commands) as readonly CommandId[]

/** US dollars for a million tokens, as `tunesmith.prices` overrides them. */
export interface PriceSetting {
  readonly input: number
  readonly output: number
  readonly cachedInput?: number
  readonly training?: number
}

export interface Settings {
  'tunesmith.models': readonly string[]
  'tunesmith.optimizer': string
  'tunesmith.budget.preset': 'quick' | 'standard' | 'deep'
  /** US dollars for one run; null for no limit but the preset's calls. */
  'tunesmith.budget.maxUsd': number | null
  'tunesmith.askAboveUsd': number
  'tunesmith.concurrency': number
  'tunesmith.providers.baseUrls': Readonly<Record<string, string>>
  'tunesmith.prices': Readonly<Record<string, PriceSetting>>
  'tunesmith.codeLens.enabled': boolean
  /** Globs, each with the id of a format, or false for files that are no prompts. */
  'tunesmith.detection.files': Readonly<Record<string, string | false>>
}
export type SettingKey = keyof Settings

/** Default of a setting, and whether a hand-written value may be believed. */
export interface Setting<T> {
  readonly default: T
  readonly accepts: (value: unknown) => boolean
}

export const settings: { readonly [K in SettingKey]: Setting<Settings[K]> } = {
  'tunesmith.models': { default: [], accepts: (value) => Array.isArray(value) && value.every(isString) },
  'tunesmith.optimizer': { default: '', accepts: isString },
  'tunesmith.budget.preset': {
    default: 'standard',
    accepts: (value) => ['quick', 'standard', 'deep'].includes(String(value)),
  },
  'tunesmith.budget.maxUsd': { default: null, accepts: (value) => value === null || isAmount(value) },
  'tunesmith.askAboveUsd': { default: 1, accepts: isAmount },
  'tunesmith.concurrency': {
    default: 8,
    accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 64,
  },
  'tunesmith.providers.baseUrls': {
    default: {},
    accepts: (value) => isRecord(value) && Object.values(value).every(isString),
  },
  'tunesmith.prices': { default: {}, accepts: (value) => isRecord(value) && Object.values(value).every(isPrice) },
  'tunesmith.codeLens.enabled': { default: true, accepts: (value) => typeof value === 'boolean' },
  'tunesmith.detection.files': {
    default: {},
    accepts: (value) => isRecord(value) && Object.values(value).every((one) => one === false || isString(one)),
  },
}

/** What menus, welcome texts and the walkthrough ask about. */
export interface ContextKeys {
  /** Paths of the prompt files, for `resourcePath in tunesmith.prompts`. */
  'tunesmith.prompts': readonly string[]
  /** True once the workspace has been searched. */
  'tunesmith.searched': boolean
  'tunesmith.running': boolean
  /** A winner was accepted here at least once: ends a walkthrough step. */
  'tunesmith.accepted': boolean
  /** A tuned model was confirmed here. */
  'tunesmith.confirmed': boolean
}

const contextKeys: Readonly<Record<keyof ContextKeys, true>> = {
  'tunesmith.prompts': true,
  'tunesmith.searched': true,
  'tunesmith.running': true,
  'tunesmith.accepted': true,
  'tunesmith.confirmed': true,
}
export const contextKeyIds = Object.keys(contextKeys) as readonly (keyof ContextKeys)[]

export const viewContainerIds = { lists: 'tunesmith', panel: 'tunesmithPanel' } as const
export const viewIds = { prompts: 'tunesmith.prompts', jobs: 'tunesmith.jobs', panel: 'tunesmith.panel' } as const
/** Type of the panel's editor tab. */
export const panelViewType = 'tunesmith.results'
export const walkthroughId = 'tunesmith.start'
export const walkthroughStepIds = ['example', 'evaluate', 'optimize', 'train'] as const

/** Scheme of the editable document that holds a candidate. */
export const candidateScheme = 'tunesmith-candidate'
/** Scheme of prompts for single models: to be read only. */
export const variantScheme = 'tunesmith-variant'

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPrice(value: unknown): value is PriceSetting {
  return isRecord(value) && isAmount(value.input) && isAmount(value.output)
}
