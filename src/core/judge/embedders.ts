// Texts as vectors, through the one door that models are called by: a vector is a reply that holds numbers, so it is
// budgeted, tried again, stored and never paid twice, like every other. Without a vector there is an error, never a score.
import * as z from 'zod'
import type { Embedder, EmbedderResolver } from '../embedder.ts'
import { InputError } from '../errors.ts'
import { flatAssertions } from '../evals/case.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import { embeddingsOf } from '../evals/graders/registry.ts'
import type { ChatModel } from '../ports.ts'
import type { RunContext } from '../run.ts'

/** By the name that an assertion gives; under undefined the one for those that give none. */
export type Embedders = ReadonlyMap<string | undefined, ChatModel>

const numbers = z.array(z.number()).min(1)
/** Enough for single-precision numbers, which is what embedders compute with. */
const DIGITS = 9

/** Throws `InputError` where an assertion needs an embedder and none is named. */
export async function embeddersOf(
  { cases, embedder, path }: EvalFile,
  resolve: EmbedderResolver | undefined,
): Promise<Embedders> {
  const embedders = new Map<string | undefined, ChatModel>()
  for (const assertion of cases.flatMap((kase) => flatAssertions(kase.assertions))) {
    if (embeddingsOf(assertion) === 0 || embedders.has(assertion.embedder)) continue
    const name = assertion.embedder ?? embedder
    if (name === undefined || resolve === undefined)
      throw new InputError(
        `A "${assertion.type}" assertion needs an embedding model.`,
        'Name one under metadata.tunesmith.embedder, e.g. openai:text-embedding-3-small.',
        { file: path },
      )
    embedders.set(assertion.embedder, asModel(await resolve(name)))
  }
  return embedders
}

/** The text's vector. Throws where there is none. */
export async function embed(
  context: Pick<RunContext, 'embedders' | 'caller' | 'signal'>,
  text: string,
  embedder: string | undefined,
  sealed: boolean,
): Promise<readonly number[]> {
  const model = context.embedders.get(embedder)
  if (model === undefined) throw new Error('An assertion asks for an embedding model, and there is none.')
  const request = { messages: [{ role: 'user', content: text }], maxOutputTokens: 0, repeat: 0 } as const
  const { reply, error } = await context.caller.one({ model, request, kind: sealed ? 'test' : 'judge' }, context.signal)
  if (reply === undefined) throw error ?? new Error('The embedding model gave no answer.')
  return numbers.parse(JSON.parse(reply.text))
}

function asModel({ id, notice, origin, embed: vectorOf }: Embedder): ChatModel {
  return {
    id,
    ...(notice !== undefined && { notice }),
    ...(origin !== undefined && { origin }),
    async send({ messages }, signal) {
      const { vector, ...facts } = await vectorOf(messages[0]?.content ?? '', signal)
      return {
        ...facts,
        text: JSON.stringify(vector.map((value) => Number(value.toPrecision(DIGITS)))),
        finish: 'stop',
      }
    },
  }
}
