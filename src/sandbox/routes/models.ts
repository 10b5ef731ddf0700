// GET /v1/models, in a shape that both vendors' clients read. Lists what this sandbox can serve and nothing else.
import { json, notFound } from '../http.ts'
import type { Route } from '../router.ts'
import { EMBEDDING_MODEL } from './embeddings.ts'

const BASE_MODELS = ['small', 'medium', 'large', EMBEDDING_MODEL]
const RELEASED = 1_760_000_000

/** `tuned` names the tuned models, oldest first, with the seconds at which each was made. */
export function modelRoutes(tuned: () => readonly { name: string; at: number }[]): Route[] {
  const all = (): unknown[] => [
    ...BASE_MODELS.map((name) => modelObject(name, RELEASED)),
    ...tuned().map(({ name, at }) => modelObject(name, at)),
  ]
  return [
    {
      method: 'GET',
      path: '/v1/models',
      handle: () => json({ object: 'list', data: all(), has_more: false, first_id: BASE_MODELS[0], last_id: null }),
    },
    {
      method: 'GET',
      path: '/v1/models/:id',
      handle: ({ params: [id = ''] }) => {
        const at = BASE_MODELS.includes(id) ? RELEASED : tuned().find(({ name }) => name === id)?.at
        if (at === undefined) throw notFound(`The model '${id}' does not exist`, 'model', 'model_not_found')
        return json(modelObject(id, at))
      },
    },
  ]
}

function modelObject(id: string, at: number): unknown {
  return {
    id,
    object: 'model',
    created: at,
    owned_by: 'tunesmith-sandbox',
    type: 'model',
    display_name: `Sandbox ${id} (simulated)`,
    created_at: new Date(at * 1000).toISOString(),
  }
}
