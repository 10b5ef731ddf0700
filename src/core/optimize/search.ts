// The search: confirmed failures → clusters → labelled edits → guard → targeted gate → stack → sparse validation.
// Chooses on train and select alone; no sealed case can reach it, its types do not take one.
import { untilSpent } from '../budget.ts'
import type { TrainCase } from '../evals/case.ts'
import type { ChatModel } from '../ports.ts'
import { Random } from '../random.ts'
import { probabilityBetter } from '../stats/paired.ts'
import { Allowance } from './allowance.ts'
import { atomic, takesAway } from './atomic.ts'
import type { Candidate } from './candidates.ts'
import type { Cluster, Failure } from './cluster.ts'
import type { Proposal, ProposalRequest } from './contract.ts'
import { demonstrate } from './demonstrate.ts'
import { type Edit, editLines, promptLines } from './draft.ts'
import { type GateResult, type GateSetup, gate, gateDeletion } from './gate.ts'
import type { Guard } from './guard.ts'
import { guardCount, pickGuards } from './guards.ts'
import { nextCluster } from './nextCluster.ts'
import { Places } from './places.ts'
import { propose } from './propose.ts'
import { Quotes } from './quotes.ts'
import { requestFor } from './request.ts'
import { reworded } from './reword.ts'
import { screenRewrites } from './rewrites.ts'
import type { SearchOutcome, SearchSetup, Weighed } from './setup.ts'
import { SearchTrace } from './trace.ts'

const SHOWN = 6
const ALTERNATIVES = 6
const REWRITES = 6
/** A seed that passes fewer cases than this is first told anew as a whole. */
const WEAK = 0.35
/** Beyond so many times the tokens it started from, and so many tokens, a further edit must mend two failures. */
const LONG = 1.25
const SHORT = 250
/** Low, because every edit has passed its gate: that is evidence too, and select cases are few. */
const ROLL_BACK_P = 0.05
/** Proposals without an accepted edit until the other proposer, and until a restart, is tried. */
const SWITCH_AFTER = 6
const RESTART_AFTER = 12
/** Replies in a row that could not be used: then the proposer is at fault, not the prompt. */
const UNUSABLE = 3
/** Calls that one round may well take before its guards: the request, its repair, the failures, the finding out. */
const ROUND_CALLS = 2 + 3 * SHOWN

export class Search {
  readonly #s: SearchSetup
  readonly #guard: Guard
  readonly #quotes: Quotes
  readonly #trace: SearchTrace
  readonly #places: Places
  readonly #allowance: Allowance
  #incumbent: Candidate
  /** What proposals start from: the incumbent, or the incumbent without the edit whose place they may take. */
  #start: Candidate
  #validated: Candidate
  /** What the edits start from: the seed, or the rewrite that took its place. */
  #base: Candidate
  #edits = 0

  constructor(setup: SearchSetup) {
    this.#s = setup
    this.#incumbent = setup.candidates.seed
    this.#start = setup.candidates.seed
    this.#validated = setup.candidates.seed
    this.#base = setup.candidates.seed
    this.#guard = setup.guard
    this.#quotes = new Quotes(setup.context.task.prompt, setup.order)
    this.#trace = new SearchTrace(setup.proposers.length > 1)
    this.#allowance = new Allowance(setup, ROUND_CALLS)
    this.#places = new Places(setup.candidates, setup.guard, this.#trace)
  }

  async run(): Promise<SearchOutcome> {
    const looped = await untilSpent(async () => {
      if (this.#isWeak()) await this.#rewriteFromScratch()
      return this.#loop()
    })
    const stopped = looped ?? 'budget'
    let worth: Weighed['worth'] = this.#trace.worth
    await untilSpent(async () => {
      await this.#settle()
      const shown = await demonstrate({ ...this.#s, stopped, worth }, this.#validated)
      worth = shown.worth
      this.#validated = shown.candidate
    })
    return { best: this.#validated, trace: this.#trace, stopped, worth }
  }

  async #loop(): Promise<SearchOutcome['stopped']> {
    while (this.#allowance.hasRound) {
      if (this.#targetReached()) return 'target'
      const cluster = await nextCluster(this.#s.train, this.#trace, this.#incumbent, () => this.#allowance.hasHarvest)
      if (cluster === undefined) return 'no failures left'
      if (this.#trace.unusable >= UNUSABLE && !this.#trace.dismissProposer()) return 'no proposals'
      await this.#try(cluster)
      if (this.#trace.sinceAccepted >= SWITCH_AFTER) this.#trace.switchProposer()
      if (this.#mayRestart()) await this.#rewriteFromScratch()
      if (this.#trace.isStalled()) return 'plateau'
    }
    return 'budget'
  }

  async #try(cluster: Cluster): Promise<void> {
    const { context, train } = this.#s
    const shown = cluster.failures.slice(0, SHOWN)
    train.countTry(shown)
    this.#start = this.#places.startFrom(this.#incumbent)
    const request = this.#request(cluster, shown, ALTERNATIVES)
    // A reply that could not be used is asked for anew, not taken from the store again.
    const proposals = await propose(context, this.#proposer(), request, this.#trace.unusable)
    this.#trace.usable(proposals.length > 0)
    if (proposals.length === 0) return
    this.#trace.countTry(cluster.key)
    const edits = this.#admit(proposals.slice(0, ALTERNATIVES), cluster.key)
    const before = this.#incumbent
    const failures = cluster.failures.map(({ kase }) => kase)
    const { draft } = this.#start
    const others = edits.filter((edit) => !takesAway(edit, draft))
    if (others.length > 0 && this.#allowance.left > 0) this.#take(await gate(this.#gateSetup(), others, failures))
    for (const edit of edits.filter((one) => takesAway(one, draft)))
      if (this.#allowance.left > 0)
        this.#take(await gateDeletion(this.#gateSetup(), edit, this.#incumbent === before ? failures : []))
    if (this.#incumbent === before) this.#trace.stalled()
    else await this.#accepted()
  }

  /** The proposals as edits that may be tested; refusals cost no call. */
  #admit(proposals: readonly Proposal[], cluster: string): Edit[] {
    const admitted: Edit[] = []
    for (const proposal of proposals) {
      const edit = { ...atomic(proposal, this.#start.draft), id: `e${++this.#edits}`, cluster }
      const alone = this.#build([edit])
      const problem = this.#guard.problemWith(alone, this.#incumbent)
      if (problem === undefined) admitted.push(edit)
      else this.#refuse(edit, cluster, edit.id, 'refused', problem)
    }
    return admitted
  }

  #build(edits: readonly Edit[]): Candidate {
    return this.#s.candidates.create(this.#incumbent, [...this.#start.edits, ...edits])
  }

  #gateSetup(): GateSetup {
    const { context, modelFor, train, candidates } = this.#s
    return {
      context,
      modelFor,
      parentIn: (wording) => reworded(candidates, this.#incumbent, wording),
      build: (edits) => this.#build(edits),
      quotes: (edit, kase) => this.#quotes.quotes(edit.text, kase),
      guards: (edits) => this.#guards(edits),
      fits: (edits) => this.#guard.problemOf(this.#build(edits)) === undefined,
      noisy: train.noisy,
      fewest: this.#incumbent.tokens <= Math.max(LONG * this.#base.tokens, SHORT) ? 1 : 2,
    }
  }

  /** Makes the incumbent what a gate let through. */
  #take({ verdicts, cells, chance }: GateResult): void {
    this.#s.train.dismiss(chance)
    const edits = verdicts.filter(({ accepted }) => accepted).map(({ edit }) => edit)
    for (const verdict of verdicts) {
      const { edit, detail } = verdict
      this.#trace.gated(verdict)
      if (verdict.accepted) this.#tell(edit.id, edit, 'accepted', detail)
      else this.#refuse(edit, edit.cluster, edit.id, 'rejected', detail)
    }
    if (edits.length === 0) return
    this.#incumbent = this.#build(edits)
    this.#start = this.#incumbent
    this.#s.train.adopt(this.#incumbent, cells)
  }

  async #accepted(): Promise<void> {
    this.#trace.accepted()
    if (this.#allowance.hasValidation) await this.#settle()
  }

  /** Validates the incumbent against the last validated candidate; rolls back where the evidence is against it. */
  async #settle(): Promise<void> {
    const { validator, candidates } = this.#s
    if (this.#incumbent === this.#validated) return
    candidates.tell(this.#incumbent, 'validating')
    const { complete } = await validator.validate(this.#incumbent, candidates.seed, this.#validated)
    const { wins, losses } = validator.counts(this.#validated, this.#incumbent)
    const harmed = validator.harmed(candidates.seed, this.#incumbent)
    if (complete && probabilityBetter(wins, losses) >= ROLL_BACK_P && harmed.length === 0) {
      if (this.#validated.id !== 'seed') candidates.tell(this.#validated, 'superseded')
      candidates.tell(this.#incumbent, 'current')
      this.#validated = this.#incumbent
      return
    }
    candidates.tell(this.#incumbent, 'rolled-back')
    const why = `won ${wins}, lost ${losses}${harmed.map(({ id }) => `, worse on ${id}`).join('')}`
    for (const edit of this.#incumbent.edits.filter((one) => !this.#validated.edits.includes(one)))
      this.#trace.reject(edit.cluster, edit.hypothesis, `rolled back on select cases: ${why}`)
    this.#incumbent = this.#validated
  }

  /** Whole prompts instead of edits: for a weak seed, and as the one restart after a stall. */
  async #rewriteFromScratch(): Promise<void> {
    const { context, train, candidates } = this.#s
    this.#start = this.#incumbent
    while (train.failures.length < SHOWN && !train.exhausted) await train.harvest(this.#incumbent)
    const shown = train.failures.slice(0, 10)
    const cluster: Cluster = { key: 'whole prompt', description: 'All failures so far.', failures: shown }
    const request = this.#request(cluster, shown, REWRITES)
    const seedDraft = promptLines(candidates.seed.draft, (line) => this.#guard.isProtected(line))
    const proposals = await propose(context, this.#proposer(), {
      ...request,
      task: 'rewrite_prompt',
      prompt: seedDraft,
    })
    this.#trace.restarted = true
    const edits = proposals.map((proposal) => ({ ...proposal, id: `e${++this.#edits}`, cluster: cluster.key }))
    const { best, outcomes } = await screenRewrites(this.#s, this.#incumbent, edits, this.#allowance.forRewrites)
    for (const { edit, outcome, detail } of outcomes)
      if (outcome === 'accepted') this.#tell(edit.id, edit, outcome, detail)
      else this.#refuse(edit, cluster.key, edit.id, outcome, detail)
    if (best === undefined) return
    this.#trace.accepted()
    this.#incumbent = best
    this.#base = best
  }

  #request(cluster: Cluster, shown: readonly Failure[], alternatives: number): ProposalRequest {
    const { context, train } = this.#s
    const rejected = this.#trace.rejectedFor(cluster.key)
    const { description } = cluster
    const passing = train.passing
    return requestFor(context.task.prompt, this.#guard, this.#start, {
      description,
      shown,
      passing,
      rejected,
      alternatives,
    })
  }

  #guards(edits: readonly Edit[]): TrainCase[] {
    const { context, train, presetCalls } = this.#s
    const random = new Random(context.seed, `guards ${this.#edits}`)
    const leaving = this.#incumbent.edits.filter((edit) => !this.#start.edits.includes(edit))
    const changed = edits.map((edit) => editLines(this.#start.draft, edit))
    const texts = [
      ...leaving.map(({ text }) => text),
      ...changed.flatMap(({ added, removed }) => [...added, ...removed]),
    ]
    const mended = leaving.flatMap(({ id }) => this.#trace.gates.get(id)?.fixedIds ?? [])
    return pickGuards(
      context.task.prompt,
      train.passing,
      { text: texts.join('\n'), mended },
      random,
      guardCount(presetCalls),
    )
  }

  /** Once, after a stall, and where that leaves enough for the last validation. */
  #mayRestart(): boolean {
    const { sinceAccepted, restarted } = this.#trace
    return sinceAccepted >= RESTART_AFTER && !restarted && this.#allowance.hasRestart
  }

  #proposer(): ChatModel {
    const { proposers } = this.#s
    return proposers[this.#trace.proposer % proposers.length] as ChatModel
  }

  #isWeak(): boolean {
    return this.#s.validator.share(this.#s.candidates.seed) < WEAK
  }

  #targetReached(): boolean {
    const { validator, target = Number.POSITIVE_INFINITY } = this.#s
    return (validator.of(this.#validated)?.rate.low ?? 0) >= target
  }

  #refuse(proposal: Proposal, cluster: string, editId: string, outcome: 'rejected' | 'refused', detail: string): void {
    this.#trace.reject(cluster, proposal.hypothesis, detail)
    this.#tell(editId, proposal, outcome, detail)
  }

  #tell(editId: string, proposal: Proposal, outcome: 'accepted' | 'rejected' | 'refused', detail: string): void {
    const { emit, ledger } = this.#s.context
    const { kind, hypothesis } = proposal
    emit({ type: 'proposal', proposal: { atCalls: ledger.searchCalls, editId, kind, hypothesis, outcome, detail } })
  }
}
