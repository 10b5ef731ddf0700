// Tests that name the model which answers them, promptfoo's `provider` of a test: it answers in place of each model that
// is measured. Must never let another model answer in its place.
import { InputError } from '../errors.ts'
import { stableJson } from '../hash.ts'
import type { ChatModel } from '../ports.ts'
import type { RunKind } from '../runKind.ts'
import type { Case } from './case.ts'
import { withSameVars } from './leanRows.ts'
import type { Loading } from './loadCode.ts'
import { type Program, readProviders } from './providers.ts'
import type { TestCase } from './testCase.ts'

/** The tests with the ids of the models that they name, and the programs among those behind the `known` ones. A test whose
 *  model cannot be called is left out, with a warning. */
export async function withOwnModels(
  loading: Loading,
  tests: readonly TestCase[],
  known: readonly Program[],
): Promise<{ readonly tests: readonly TestCase[]; readonly programs: readonly Program[] }> {
  if (tests.every(({ provider }) => provider === undefined)) return { tests, programs: known }
  const programs = [...known]
  const models = new Map<string, string | undefined>()
  const named: TestCase[] = []
  for (const test of tests) {
    const { provider, where } = test
    if (provider === undefined) {
      named.push(test)
      continue
    }
    const key = `${provider.file}\n${stableJson(provider.value)}`
    if (!models.has(key)) {
      const read = await readProviders(loading, provider, programs)
      programs.push(...read.programs)
      models.set(key, read.models[0])
    }
    const model = models.get(key)
    const said = model === undefined ? 'The case is left out' : `${model} answers this case, whatever model is measured`
    loading.warnings.add(`${said}: it names its provider.`, where)
    if (model !== undefined) named.push(withSameVars({ ...test, model }, test))
  }
  return { tests: named, programs }
}

/** Ready to be called, by id. */
export type OwnModels = ReadonlyMap<string, ChatModel>

/** The models that cases name. Throws `InputError` where the run would compare models on such a case. */
export async function ownModelsOf(
  cases: readonly Case[],
  kind: RunKind,
  open: (id: string) => Promise<ChatModel>,
): Promise<OwnModels> {
  if (kind === 'diagnosis' || kind === 'confirmation') requireSameModels(cases)
  const ids = [...new Set(cases.flatMap(({ model }) => model ?? []))]
  return new Map(await Promise.all(ids.map(async (id) => [id, await open(id)] as const)))
}

/** Throws `InputError` where a case names its model: what it says of another is not that one's. */
export function requireSameModels(cases: readonly Case[]): void {
  const own = cases.find(({ model }) => model !== undefined)
  if (own === undefined) return
  const problem = `This case is answered by ${own.model} alone, so it says nothing of another model.`
  throw new InputError(problem, 'Leave out its "provider", or keep it in an eval file of its own.', own.source)
}
