// Finds the route for a request: method and path, `:name` for the parts left open.
// Must hold no route of its own.
import type { Exchange, Reply } from './http.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/files/:id/content`. */
  readonly path: string
  handle(exchange: Exchange): Reply | Promise<Reply>
}

export interface Match {
  readonly route: Route
  readonly params: readonly string[]
}

/** The route for a request; `'method'` where the path exists for other methods alone. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | 'method' | undefined {
  const parts = path.split('/')
  let known = false
  for (const route of routes) {
    const params = paramsOf(route.path.split('/'), parts)
    if (params === undefined) continue
    known = true
    if (route.method === method) return { route, params }
  }
  return known ? 'method' : undefined
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): string[] | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: string[] = []
  for (const [i, part] of pattern.entries()) {
    const given = parts[i] ?? ''
    if (part.startsWith(':') && given !== '') params.push(decodeURIComponent(given))
    else if (part !== given) return undefined
  }
  return params
}
