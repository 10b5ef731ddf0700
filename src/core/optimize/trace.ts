// The search's memory: what was tried for which cluster, what each edit's gate saw, and how long nothing has held.
import type { Counts } from '../stats/intervals.ts'
import type { Verdict } from './gate.ts'

export interface GateEvidence {
  readonly wins: number
  readonly losses: number
  readonly ties: number
  /** Ids of the cases that it mended. */
  readonly fixedIds: readonly string[]
}

export class SearchTrace {
  /** Proposal rounds by cluster. */
  readonly tries = new Map<string, number>()
  /** By edit id. */
  readonly gates = new Map<string, GateEvidence>()
  readonly #rejected = new Map<string, { hypothesis: string; result: string }[]>()
  readonly #canSwitch: boolean
  /** Proposal rounds since an edit was accepted. */
  sinceAccepted = 0
  /** Clusters of two failures or more at the last look. */
  clusters = 0
  /** Keys of the clusters that held 5 % of the failures or more at the last look. */
  large: readonly string[] = []
  restarted = false
  /** Requests in a row that brought no usable proposal. */
  unusable = 0
  proposer = 0
  #dismissed = false
  #checked = 0
  #persisted = 0

  constructor(canSwitch: boolean) {
    this.#canSwitch = canSwitch
  }

  countTry(cluster: string): void {
    this.tries.set(cluster, (this.tries.get(cluster) ?? 0) + 1)
  }

  gated({ edit, broken: losses, n, fixedIds }: Verdict): void {
    const wins = fixedIds.length
    this.gates.set(edit.id, { wins, losses, ties: n - wins - losses, fixedIds })
  }

  /** What each edit's gate saw, by edit id. */
  get worth(): ReadonlyMap<string, Counts> {
    return new Map([...this.gates].map(([id, { wins, losses, ties }]) => [id, { wins, losses, ties, missing: 0 }]))
  }

  reject(cluster: string, hypothesis: string, result: string): void {
    this.#rejected.set(cluster, [...(this.#rejected.get(cluster) ?? []), { hypothesis, result }])
  }

  rejectedFor(cluster: string): readonly { hypothesis: string; result: string }[] {
    return (this.#rejected.get(cluster) ?? []).slice(-24)
  }

  usable(isUsable: boolean): void {
    this.unusable = isUsable ? 0 : this.unusable + 1
  }

  accepted(): void {
    this.sinceAccepted = 0
  }

  stalled(): void {
    this.sinceAccepted++
  }

  switchProposer(): void {
    if (this.#canSwitch && !this.#dismissed) this.proposer = 1
  }

  /** Goes back from a second proposer that gives nothing usable; false where the first is the one that gives nothing. */
  dismissProposer(): boolean {
    if (this.proposer === 0) return false
    this.#dismissed = true
    this.proposer = 0
    this.unusable = 0
    return true
  }

  /** Known failures that were run again on a later incumbent, and how many of them failed again. */
  refreshed(checked: number, persisted: number): void {
    this.#checked += checked
    this.#persisted += persisted
  }

  /** Share of known failures that failed again when looked at later; undefined where none was. */
  get persistence(): number | undefined {
    return this.#checked === 0 ? undefined : this.#persisted / this.#checked
  }

  get switched(): boolean {
    return !this.#canSwitch || this.#dismissed || this.proposer > 0
  }

  /** Large clusters that were worked on fewer than two times. */
  get neglected(): number {
    return this.large.filter((key) => (this.tries.get(key) ?? 0) < 2).length
  }

  get stallLimit(): number {
    return Math.max(12, 2 * this.clusters)
  }

  isStalled(): boolean {
    return this.sinceAccepted >= this.stallLimit && this.neglected === 0 && this.restarted && this.switched
  }
}
