// Gathers the calls of a log, piece by piece, and keeps of each no more than a case needs: its values, without what is
// personal, and what was said of its answer. Must never keep what was sent once it was matched.
import type { Vars } from '../evals/case.ts'
import { Scales, type Verdict, verdictOf } from './feedback.ts'
import { fieldsOf } from './fields.ts'
import type { Outcome, PromptMatcher } from './matcher.ts'
import type { LoggedCall, LoggedScore, LogPiece } from './record.ts'
import type { Redactor } from './redact.ts'

/** A call of the prompt. */
export interface MatchedCall extends Verdict {
  readonly vars: Vars
  /** The log named the values; they were not read back from a text. */
  readonly isNamed: boolean
  readonly commit?: string
  readonly output?: string
  readonly assert?: readonly unknown[]
  /** Id in the log, or file and line. */
  readonly from: string
}

export type Unmatched = Exclude<Outcome['kind'], 'values'>

export interface Collected {
  readonly calls: readonly MatchedCall[]
  readonly unmatched: Readonly<Record<Unmatched, number>>
  /** How the first text begins that does not hold the prompt. */
  readonly stranger?: string
}

/** A call whose pieces may still come. */
interface OpenCall {
  readonly from: string
  readonly place: string
  outcome?: Outcome
  isNamed: boolean
  belongsTo?: readonly string[]
  output?: string
  error?: string
  assert?: readonly unknown[]
  readonly scores: LoggedScore[]
}

export class CallCollector {
  readonly #matcher: PromptMatcher
  readonly #redactor: Redactor
  readonly #calls = new Map<string, OpenCall>()
  readonly #feedback = new Map<string, LoggedScore[]>()
  #stranger: string | undefined
  /** Calls of each trace. */
  readonly #sizes = new Map<string, number>()
  readonly #scales = new Scales()

  constructor(matcher: PromptMatcher, redactor: Redactor) {
    this.#matcher = matcher
    this.#redactor = redactor
  }

  /** `place`: file and line. */
  add(piece: LogPiece, place: string): void {
    if (piece.kind === 'feedback') {
      const score = this.#score(piece.score)
      const said = this.#feedback.get(piece.about)
      if (said === undefined) this.#feedback.set(piece.about, [score])
      else said.push(score)
      return
    }
    const isAsked = piece.messages !== undefined || piece.vars !== undefined
    const key = this.#keyOf(piece, place, isAsked)
    const call = this.#calls.get(key) ?? { from: piece.id ?? place, place, isNamed: false, scores: [] }
    this.#calls.set(key, call)
    if (isAsked) this.#match(call, piece)
    if (piece.belongsTo !== undefined && call.belongsTo === undefined) {
      call.belongsTo = piece.belongsTo
      for (const whole of piece.belongsTo) this.#sizes.set(whole, (this.#sizes.get(whole) ?? 0) + 1)
    }
    if (piece.output !== undefined && piece.tools === undefined) call.output = this.#redactor.text(piece.output)
    if (piece.error !== undefined) call.error = this.#redactor.text(piece.error)
    if (piece.assert !== undefined) call.assert = piece.assert.map((one) => this.#redactor.value(one))
    for (const score of piece.scores ?? []) call.scores.push(this.#score(score))
  }

  finish(): Collected {
    const unmatched: Record<Unmatched, number> = { none: 0, ambiguous: 0, longer: 0, hidden: 0, outdated: 0 }
    const calls: MatchedCall[] = []
    for (const call of this.#calls.values()) {
      const { outcome = { kind: 'none' } } = call
      if (outcome.kind === 'values') calls.push(this.#matched(call, outcome))
      else unmatched[outcome.kind]++
    }
    return { calls, unmatched, ...(this.#stranger !== undefined && { stranger: this.#stranger }) }
  }

  /** An id that comes again with another question is another call. */
  #keyOf({ id }: LoggedCall, place: string, isAsked: boolean): string {
    if (id === undefined) return ` ${place}`
    return isAsked && this.#calls.get(id)?.outcome !== undefined ? ` ${place}` : id
  }

  #match(call: OpenCall, { messages, vars }: LoggedCall): void {
    const byText = messages === undefined ? undefined : this.#matcher.match(messages)
    const byName = byText?.kind === 'values' || vars === undefined ? undefined : this.#matcher.named(vars)
    const outcome = byName?.kind === 'values' ? byName : (byText ?? { kind: 'none' })
    call.isNamed = outcome === byName
    if (outcome.kind === 'none')
      this.#stranger ??= this.#redactor.text((messages?.[0]?.text ?? '').slice(0, 2000)).slice(0, 80) || undefined
    call.outcome =
      outcome.kind === 'values'
        ? {
            ...outcome,
            values: copyOf(this.#redactor.value(outcome.values)),
          }
        : outcome
  }

  #matched(call: OpenCall, outcome: Outcome & { kind: 'values' }): MatchedCall {
    const { belongsTo = [], output, error, assert, from, isNamed } = call
    const own = [...call.scores, ...(this.#feedback.get(from) ?? [])]
    const shared = belongsTo.flatMap((whole) => this.#feedback.get(whole) ?? [])
    const verdict = verdictOf({ error, output, scores: [...own, ...shared] }, this.#scales)
    // Praise or a correction of a whole of several calls does not say which of them it means.
    const isAlone = belongsTo.every((whole) => (this.#sizes.get(whole) ?? 0) <= 1)
    const approved = isAlone ? verdict : verdictOf({ error, output, scores: own }, this.#scales)
    return {
      praised: approved.praised,
      ...(verdict.failed !== undefined && { failed: verdict.failed }),
      ...(approved.correction !== undefined && { correction: approved.correction }),
      vars: outcome.values,
      isNamed,
      from: this.#redactor.text(from),
      ...(outcome.commit !== undefined && { commit: outcome.commit }),
      ...(output !== undefined && { output }),
      ...(assert !== undefined && { assert }),
    }
  }

  #score(score: LoggedScore): LoggedScore {
    this.#scales.add(score)
    const { label, comment, correction } = score
    return {
      ...score,
      ...(label !== undefined && { label: this.#redactor.text(label) }),
      ...(comment !== undefined && { comment: this.#redactor.text(comment) }),
      ...(correction !== undefined && { correction: this.#redactor.text(correction) }),
    }
  }
}

/** Of its own: a slice of what was sent would keep all of it in memory. */
function copyOf(values: unknown): Vars {
  return fieldsOf(JSON.parse(JSON.stringify(values))) ?? {}
}
