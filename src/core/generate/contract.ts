// The contract between the engine and whatever writes cases: a model, the sandbox, a program in any language that
// answers chat completions. This file is all there is to know.
//
// Request. Two chat messages: a system message with the rules in words, and a user message whose LAST LINE is JSON of
// `GenerationRequest` (UTF-8, one line; read it as content.split('\n').at(-1)). Where the model takes structured outputs,
// the JSON Schema of the reply goes with the request as response_format json_schema, named "cases"; where it does not,
// the schema stands at the end of the system message. At most 8,192 output tokens are asked for.
//
//   {"task":"make_cases","round":1,
//    "prompt":[{"role":"user","text":"Sort the mail: refund or other.\nMail: {{text}}"}],
//    "variables":["text"],
//    "component":{"type":"classifier","expected":"One of the categories, spelt exactly …","failures":["…"]},
//    "description":"Sorts the mail of a shoe shop.",
//    "examples":[{"input":{"text":"I want my money back"},"output":"refund"}],
//    "wanted":[{"kind":"typical","count":5},{"kind":"edge","count":3},{"kind":"hardNegative","count":2}],
//    "rare":["other"],"full":["refund"],
//    "existing":["Where is my parcel?"],
//    "refused":[{"input":"Parcel where is my?","reason":"it says nearly the same as a case that is there"}]}
//
// Reply. JSON of `generationReply`, alone, in a fence, or with prose around it. What does not fit is refused case by case
// and the rest is taken, in order, up to what was asked for.
//
//   {"cases":[{"input":{"text":"Two left shoes arrived"},"expected":"other","kind":"typical",
//     "why":"A complaint that asks for no money."}]}
//
// A reply that was cut off, or holds no JSON of this shape, is told so in the next round, whose `wanted` is halved. Rounds
// end when there are as many cases as asked for, when the budget does not cover another, or after three rounds in a row
// that brought nothing. Drafts are shown to the user, and nothing is measured on one that was not accepted.
import * as z from 'zod'
import type { JsonSchema } from '../ports.ts'
import type { ComponentId } from './componentTypes.ts'

/** Kinds that are made; `failure` is for cases that happened. */
export const madeKinds = ['typical', 'edge', 'hardNegative'] as const
export type MadeKind = (typeof madeKinds)[number]

export interface GenerationRequest {
  readonly task: 'make_cases'
  /** From 1; two requests of one run are never the same. */
  readonly round: number
  readonly prompt: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly text: string }[]
  /** Names of the variables that `input` of each case gives a text to, and no others. */
  readonly variables: readonly string[]
  readonly component: {
    readonly type: ComponentId
    /** What `expected` of each case is. */
    readonly expected: string
    /** How such components go wrong: aim at these. */
    readonly failures: readonly string[]
  }
  /** What the prompt should do, in the user's words; empty where they said nothing. */
  readonly description: string
  /** Inputs with outputs that the user calls good. Never to be copied. */
  readonly examples: readonly { readonly input: Readonly<Record<string, string>>; readonly output: string }[]
  readonly wanted: readonly { readonly kind: MadeKind; readonly count: number }[]
  /** Right outputs that few cases have yet, and those that have enough; both empty where outputs are free. */
  readonly rare: readonly string[]
  readonly full: readonly string[]
  /** Beginnings of inputs that are there already, the newest last. */
  readonly existing: readonly string[]
  /** What the last round brought and could not be used. */
  readonly refused: readonly { readonly input: string; readonly reason: string }[]
}

/** One case of a reply, as far as it can be checked without the request. */
export const madeCase = z.object({
  input: z.record(z.string(), z.string()),
  expected: z.string(),
  kind: z.enum(madeKinds),
  /** What the case is there for; cut at 300 characters. */
  why: z.string(),
})

/** The reply before its cases are looked at. */
export const generationReply = z.object({ cases: z.array(z.unknown()) })

/** The JSON Schema of a reply as it goes over the wire: closed, every property required, the variables named. */
export function replySchema(variables: readonly string[]): JsonSchema {
  const text = { type: 'string' }
  const closed = (properties: Readonly<Record<string, unknown>>) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  })
  const input = closed(Object.fromEntries(variables.map((name) => [name, text])))
  const one = closed({ input, expected: text, kind: { type: 'string', enum: madeKinds }, why: text })
  return closed({ cases: { type: 'array', items: one } })
}
