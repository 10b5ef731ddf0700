// The models that grade in a run: judges, and models that make vectors.

import type { EmbedderResolver } from '../embedder.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import type { ChatModel, ModelResolver } from '../ports.ts'
import { type Embedders, embeddersOf } from './embedders.ts'
import { type Judges, judgesOf } from './judgesOf.ts'

export interface GradingModels {
  readonly judges: Judges
  readonly embedders: Embedders
  /** In place of `judges` on sealed cases. */
  readonly heldOut: Judges | undefined
}

/** Throws `InputError` where an assertion needs a model and none is named. */
export async function gradingModelsOf(
  evalFile: EvalFile,
  { models, embedders }: { readonly models: ModelResolver; readonly embedders?: EmbedderResolver | undefined },
): Promise<GradingModels> {
  const judges = await judgesOf(evalFile, models)
  const { heldOut: name, votes = 1 } = evalFile.judge ?? {}
  const apart = name === undefined || judges.size === 0 ? undefined : await models(name)
  const voters = apart && Array.from({ length: votes }, () => apart)
  const heldOut = voters && new Map([...judges.keys()].map((provider) => [provider, voters] as const))
  return { judges, embedders: await embeddersOf(evalFile, embedders), heldOut }
}

/** Each as often as it votes. */
export function allGrading({ judges, embedders, heldOut }: GradingModels): ChatModel[] {
  return [...[...judges.values(), ...(heldOut?.values() ?? [])].flat(), ...embedders.values()]
}
