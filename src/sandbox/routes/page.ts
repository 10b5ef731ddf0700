// OpenAI's cursor pages: `limit` items after the one with the id `after`.
// Must keep the order it is given.
import { badRequest } from '../http.ts'

const DEFAULT_LIMIT = 20
const LARGEST_LIMIT = 1000

export interface Page<T> {
  readonly object: 'list'
  readonly data: readonly T[]
  readonly has_more: boolean
  readonly first_id: string | null
  readonly last_id: string | null
}

export function pageOf<T extends { readonly id: string }>(items: readonly T[], query: URLSearchParams): Page<T> {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    throw badRequest("Invalid value for 'limit'.", 'limit')
  const after = query.get('after')
  const index = after === null ? -1 : items.findIndex((item) => item.id === after)
  if (after !== null && index < 0) throw badRequest(`No item with the id ${after}.`, 'after')
  const data = items.slice(index + 1, index + 1 + limit)
  return {
    object: 'list',
    data,
    has_more: index + 1 + limit < items.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  }
}
