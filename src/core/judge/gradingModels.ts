// The models that grade in a run: judges, and models that make vectors.

import type { EmbedderResolver } from '../embedder.ts'
import type { EvalFile } from '../evals/evalFile.ts'
import type { ChatModel, ModelResolver } from '../ports.ts'
import { type Embedders, embeddersOf } from './embedders.ts'
import { type Judges, judgesOf } from './judgesOf.ts'

export interface GradingModels {
  readonly judges: Judges
  readonly embedders: Embedders
}

/** Throws `InputError` where an assertion needs a model and none is named. */
export async function gradingModelsOf(
  evalFile: EvalFile,
  { models, embedders }: { readonly models: ModelResolver; readonly embedders?: EmbedderResolver | undefined },
): Promise<GradingModels> {
  return { judges: await judgesOf(evalFile, models), embedders: await embeddersOf(evalFile, embedders) }
}

/** Each as often as it votes. */
export function allGrading({ judges, embedders }: GradingModels): ChatModel[] {
  return [...[...judges.values()].flat(), ...embedders.values()]
}
