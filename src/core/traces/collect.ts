// Gathers the calls of a log, piece by piece, and keeps of each no more than a case needs: its values, without what is
// personal, and what was said of its answer. Must never keep what was sent once it was matched.
import type { Vars } from '../evals/case.ts'
import { Scales, type Verdict, verdictOf } from './feedback.ts'
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
}

/** A call whose pieces may still come. */
interface OpenCall {
  readonly from: string
  readonly place: string
  outcome?: Outcome
  isNamed: boolean
  trace?: string
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
  readonly #scales = new Scales()

  constructor(matcher: PromptMatcher, redactor: Redactor) {
    this.#matcher = matcher
    this.#redactor = redactor
  }

  /** `place`: file and line. */
  add(piece: LogPiece, place: string): void {
    if (piece.kind === 'feedback') {
      const score = this.#score(piece.score)
      this.#feedback.set(piece.about, [...(this.#feedback.get(piece.about) ?? []), score])
      return
    }
    const isAsked = piece.messages !== undefined || piece.vars !== undefined
    const key = this.#keyOf(piece, place, isAsked)
    const call = this.#calls.get(key) ?? { from: piece.id ?? place, place, isNamed: false, scores: [] }
    this.#calls.set(key, call)
    if (isAsked) this.#match(call, piece)
    if (piece.trace !== undefined) call.trace = piece.trace
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
    return { calls, unmatched }
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
    call.outcome =
      outcome.kind === 'values'
        ? {
            ...outcome,
            values: Object.fromEntries(
              Object.entries(outcome.values).map(([name, value]) => [name, this.#redactor.value(value)]),
            ),
          }
        : outcome
  }

  #matched(call: OpenCall, outcome: Outcome & { kind: 'values' }): MatchedCall {
    const { trace, output, error, assert, from, isNamed } = call
    const apart = [
      ...(this.#feedback.get(from) ?? []),
      ...(trace === undefined ? [] : (this.#feedback.get(trace) ?? [])),
    ]
    const verdict = verdictOf({ error, output, scores: [...call.scores, ...apart] }, this.#scales)
    return {
      ...verdict,
      vars: outcome.values,
      isNamed,
      from,
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
