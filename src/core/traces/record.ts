// What a log says of one model call, whoever wrote it. Types alone.
import type { Vars } from '../evals/case.ts'

/** One message that was sent. `role` as the log has it: "developer", "human", "tool" are possible. */
export interface LoggedMessage {
  readonly role: string
  readonly text: string
}

/** Who gave a score. `unknown` where the log does not tell people and programs apart. */
export type Scorer = 'human' | 'judge' | 'code' | 'unknown'

export interface LoggedScore {
  readonly name: string
  /** Of the log's own scale. */
  readonly value?: number
  readonly label?: string
  readonly comment?: string
  readonly by: Scorer
  /** What a person wrote in the place of the output. */
  readonly correction?: string
}

/** A call, or a part of one: parts with the same `id` are one call, e.g. a batch's request and its result. */
export interface LoggedCall {
  readonly kind: 'call'
  readonly id?: string
  /** Ids of what the call belongs to, such as its trace; a score of it counts for the call. */
  readonly belongsTo?: readonly string[]
  readonly at?: string
  readonly model?: string
  /** What was sent, rendered. */
  readonly messages?: readonly LoggedMessage[]
  /** What the log itself calls the inputs. */
  readonly vars?: Vars
  readonly output?: string
  /** Names of the tools that the answer called. */
  readonly tools?: readonly string[]
  readonly error?: string
  /** promptfoo assertions that stand beside the inputs. */
  readonly assert?: readonly unknown[]
  readonly scores?: readonly LoggedScore[]
}

/** A score that stands apart from its call. */
export interface LoggedFeedback {
  readonly kind: 'feedback'
  /** Id of a call, or of what it belongs to. */
  readonly about: string
  readonly score: LoggedScore
}

export type LogPiece = LoggedCall | LoggedFeedback

/** One value of a log: a line, an element of a list, or a row. */
export interface LogUnit {
  readonly value: unknown
  readonly file: string
  /** 1-based line on which it begins. */
  readonly line: number
}

/** One kind of log. */
export interface LogReader {
  readonly id: string
  /** In words: "Langfuse export". */
  readonly label: string
  /** The pieces in a value; undefined where it is not of this kind. Never throws. */
  read(unit: LogUnit): readonly LogPiece[] | undefined
}
