// Cases from nothing, in VS Code: has them made, keeps the drafts while the user says yes or no to each, and writes what
// was accepted. Must never spend before model, trust and cost are settled, nor write over a file.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { caseFiles } from '../../core/generate/caseFiles.ts'
import { type ComponentId, componentTypes } from '../../core/generate/componentTypes.ts'
import type { DraftCase } from '../../core/generate/draft.ts'
import { inputsOf } from '../../core/generate/examine.ts'
import { readExamples } from '../../core/generate/examples.ts'
import type { GenerationEvent } from '../../core/generate/order.ts'
import { loadSubject, type Subject } from '../../core/generate/subject.ts'
import { exists } from '../../platform/files.ts'
import { type Project, promptFile } from '../../platform/projects.ts'
import { readSetting } from '../../platform/settings.ts'
import type { CaseMakerView, Decision } from '../../shared/caseMaker.ts'
import { formatCounted } from '../../shared/format.ts'
import { spentMoney, totalCalls } from '../../shared/spend.ts'
import { edited, rowOf } from './draftText.ts'
import { writeFiles } from './writeFiles.ts'

export interface CaseOrder {
  readonly type: ComponentId
  readonly description: string
  /** Rows of examples as typed; may be empty. */
  readonly examples: string
  readonly count: number
}

/** Drafts from elsewhere, with what is to be said of them. */
export interface Review {
  readonly project: Project
  readonly promptPath: string
  readonly drafts: readonly DraftCase[]
  readonly type: ComponentId
  readonly sentences: readonly string[]
}

export interface CaseMakerDeps {
  readonly log: vscode.LogOutputChannel
  readonly isTrusted: () => boolean
  /** The model that writes, settled with the user where it must be; undefined where they turned back. */
  readonly settleModel: (wanted: readonly string[], count: number) => Promise<string | undefined>
}

interface Session {
  readonly project: Project
  readonly subject: Subject
  stop: AbortController
  view: CaseMakerView
  drafts: readonly DraftCase[]
  isWriting: boolean
}

const WANTED = 80

export class CaseMaker implements vscode.Disposable {
  readonly onDidChange: vscode.Event<void>
  readonly #changed = new vscode.EventEmitter<void>()
  readonly #deps: CaseMakerDeps
  #session: Session | undefined

  constructor(deps: CaseMakerDeps) {
    this.#deps = deps
    this.onDidChange = this.#changed.event
  }

  viewOf(project: Project, promptPath: string): CaseMakerView | undefined {
    const session = this.#session
    const isOurs = session?.project === project && session.view.promptPath === promptPath
    return isOurs ? session.view : undefined
  }

  /** Drafts for a prompt on which a user has begun to decide, or is about to. */
  waitingFor(project: Project, promptPath: string): number {
    const { state, drafts = [] } = this.viewOf(project, promptPath) ?? {}
    return state === 'making' || state === 'reviewing' ? drafts.length : 0
  }

  /** Opens the form for a prompt; drafts that wait there are kept. Throws `InputError`. */
  async prepare(project: Project, promptPath: string): Promise<void> {
    const { state } = this.viewOf(project, promptPath) ?? {}
    if (state === 'making' || state === 'reviewing') return
    await this.#open(project, promptPath)
  }

  /** Puts drafts from elsewhere before the user, in place of what was there. Throws `InputError`. */
  async review({ project, promptPath, drafts, type, sentences }: Review): Promise<void> {
    const session = await this.#open(project, promptPath)
    this.#add(session, drafts)
    this.#set(session, { state: 'reviewing', wanted: drafts.length, type, sentences })
  }

  /** Resolves when the drafts are there. Throws `InputError` for examples that cannot be read. */
  async start({ type, description, examples: typed, count }: CaseOrder): Promise<void> {
    const session = this.#require()
    if (session.view.state === 'making') return
    if (!this.#deps.isTrusted())
      throw new InputError('This workspace is not trusted, so nothing is sent to a model.', 'Trust it first.')
    const { project, subject } = session
    const { prompt } = subject
    const examples = typed.trim() === '' ? [] : readExamples('examples.jsonl', typed, inputsOf({ prompt }))
    const file = promptFile(project, prompt.path)
    const chosen = [
      readSetting('tunesmith.optimizer', file),
      ...subject.models,
      ...readSetting('tunesmith.models', file),
    ]
    const model = await this.#deps.settleModel(
      chosen.filter((one) => one !== ''),
      count,
    )
    // Somebody else may have begun, or opened another prompt, while the user was asked.
    const now = this.#session
    if (model === undefined || now !== session || now.view.state === 'making') return
    session.drafts = []
    session.stop = new AbortController()
    this.#set(session, {
      state: 'making',
      type,
      model,
      wanted: count,
      drafts: [],
      refused: [],
      sentences: [],
      written: [],
    })
    const maxUsd = readSetting('tunesmith.budget.maxUsd') ?? undefined
    const { cases: existing, split } = subject
    const order = { prompt, type, description, examples, count, existing, split, model, maxUsd }
    try {
      const engine = await project.engine()
      for await (const event of engine.generate(order, session.stop.signal)) this.#take(session, event)
    } finally {
      this.#set(session, { state: session.drafts.length > 0 ? 'reviewing' : 'asking' })
    }
  }

  /** Back to the form, without the drafts. Throws `InputError`. */
  async discard(): Promise<void> {
    const { project, subject } = this.#require()
    await this.#open(project, subject.prompt.path)
  }

  stop(): void {
    this.#session?.stop.abort(new vscode.CancellationError())
  }

  decide(ids: readonly number[], decision: Decision): void {
    const session = this.#require()
    const meant = new Set(ids)
    const drafts = session.view.drafts.map((row) => (meant.has(row.id) ? { ...row, decision } : row))
    this.#set(session, { drafts })
  }

  edit(id: number, vars: Readonly<Record<string, string>>, expected: string): void {
    const session = this.#require()
    session.drafts = session.drafts.map((draft, i) => (i === id ? edited(draft, vars, expected) : draft))
    const drafts = session.view.drafts.map((row) => {
      const draft = session.drafts[row.id]
      return row.id === id && draft !== undefined ? rowOf(draft, id, 'accepted') : row
    })
    this.#set(session, { drafts })
  }

  /** Writes what was accepted and shows the dataset. Throws `InputError` where nothing was. */
  async write(): Promise<void> {
    const session = this.#require()
    // A second click must not write everything a second time.
    if (session.isWriting || session.view.state === 'written') return
    session.isWriting = true
    try {
      await this.#write(session)
    } finally {
      session.isWriting = false
    }
  }

  async #write(session: Session): Promise<void> {
    const { project, subject, view } = session
    const accepted = view.drafts.filter(({ decision }) => decision === 'accepted')
    if (accepted.length === 0) throw new InputError('No case is accepted yet.', 'Accept some: A on a row.')
    const at = (path: string) => vscode.Uri.joinPath(project.folder.uri, path)
    const { evalFile } = subject
    const text = evalFile && (await vscode.workspace.openTextDocument(at(evalFile.path))).getText()
    const result = await caseFiles({
      prompt: subject.prompt,
      drafts: accepted.flatMap(({ id }) => session.drafts[id] ?? []),
      type: view.type,
      ...(evalFile !== undefined && text !== undefined && { evalFile: { path: evalFile.path, text } }),
      model: view.model ?? subject.models[0] ?? 'sandbox:small',
      exists: (path) => exists(at(path)),
    })
    await writeFiles(project.folder.uri, result.files)
    const left = result.refused.map(({ draft, why }) => `“${draft.why}” was left out: ${why}.`)
    const waiting =
      result.waiting === 0
        ? []
        : [`${formatCounted(result.waiting, 'case')} without an answer: not measured until it has one.`]
    this.#set(session, {
      state: 'written',
      written: result.files.map(({ path }) => path),
      sentences: [`${formatCounted(result.cases, 'case')} written.`, ...waiting, ...left],
    })
    this.#deps.log.info(`wrote ${result.files.map(({ path }) => path).join(', ')}`)
  }

  dispose(): void {
    this.stop()
    this.#changed.dispose()
  }

  async #open(project: Project, promptPath: string): Promise<Session> {
    const overrides = readSetting('tunesmith.detection.files', project.folder.uri)
    const subject = await loadSubject(project.files, promptPath, { overrides })
    this.stop()
    const types = Object.values(componentTypes).map(({ id, label, about }) => ({ id, label, about }))
    const view: CaseMakerView = {
      promptPath,
      state: 'asking',
      types,
      type: subject.type,
      evalPath: subject.evalFile?.path ?? null,
      existing: subject.cases.length,
      model: null,
      notice: null,
      wanted: WANTED,
      drafts: [],
      refused: [],
      sentences: subject.remarks,
      written: [],
    }
    this.#session = { project, subject, stop: new AbortController(), view, drafts: [], isWriting: false }
    this.#changed.fire()
    return this.#session
  }

  #take(session: Session, event: GenerationEvent): void {
    const { view } = session
    if (event.type === 'started') this.#set(session, { notice: event.notice })
    else if (event.type === 'drafted') this.#add(session, event.drafts)
    else if (event.type === 'refused') {
      const counts = new Map(view.refused.map(({ reason, count }) => [reason, count]))
      for (const { reason } of event.refused) counts.set(reason, (counts.get(reason) ?? 0) + 1)
      this.#set(session, { refused: [...counts].map(([reason, count]) => ({ reason, count })) })
    } else if (event.type === 'spend') {
      const cost = `Cost: ${spentMoney(event.spend)} for ${formatCounted(totalCalls(event.spend), 'call')}.`
      this.#set(session, { sentences: [...view.sentences.filter((text) => !text.startsWith('Cost: ')), cost] })
    } else {
      const text = event.type === 'note' ? event.text : event.message
      if (text !== null) this.#set(session, { sentences: [text, ...view.sentences] })
    }
  }

  #add(session: Session, drafts: readonly DraftCase[]): void {
    const from = session.drafts.length
    session.drafts = [...session.drafts, ...drafts]
    const rows = drafts.map((draft, i) => rowOf(draft, from + i, 'open'))
    this.#set(session, { drafts: [...session.view.drafts, ...rows] })
  }

  #set(session: Session, change: Partial<CaseMakerView>): void {
    session.view = { ...session.view, ...change }
    this.#changed.fire()
  }

  #require(): Session {
    if (this.#session !== undefined) return this.#session
    throw new InputError('No cases are being made.', `Begin with "Make Cases".`)
  }
}
