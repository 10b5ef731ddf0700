// Asks the servers on the user's own machine which models they have. Called only when the user asks for the list.
import * as z from 'zod'
import { PROVIDERS } from '../providerTable.ts'

/** The answer of `/v1/models`. Ports 8000 and 8080 are often something else: anything but this is no model server. */
const modelList = z.object({ object: z.literal('list'), data: z.array(z.object({ id: z.string() })) })

/** Ids (`provider:name`) of the models of the local servers that answer in time; a server that is off is no error. */
export async function listLocalModels(
  baseUrls: Readonly<Record<string, string>> = {},
  timeoutMs = 700,
): Promise<readonly string[]> {
  const lists = await Promise.all(
    PROVIDERS.filter(({ local }) => local === true).map(async ({ id, baseUrl }) => {
      const names = await modelsAt(baseUrls[id] ?? baseUrl ?? '', timeoutMs)
      return names.map((name) => `${id}:${name}`)
    }),
  )
  return lists.flat()
}

async function modelsAt(baseUrl: string, timeoutMs: number): Promise<readonly string[]> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, { signal: AbortSignal.timeout(timeoutMs) })
    return modelList.parse(await response.json()).data.map(({ id }) => id)
  } catch {
    return []
  }
}
