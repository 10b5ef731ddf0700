// The page's one hold on VS Code: its API is acquired here, once. State and messages pass through nothing else.
import type { ToHost } from '../src/shared/protocol.ts'
import { createViewEndpoint, type ViewEndpoint } from '../src/shared/viewRpc.ts'

interface VsCodeApi {
  postMessage(message: unknown): void
  getState(): unknown
  setState(state: unknown): void
}
declare function acquireVsCodeApi(): VsCodeApi

export interface Host {
  readonly endpoint: ViewEndpoint
  getState(): unknown
  setState(state: unknown): void
}

export function connectHost(): Host {
  const api = acquireVsCodeApi()
  const endpoint = createViewEndpoint({
    post: (message: ToHost) => api.postMessage(message),
    onMessage(listener) {
      const received = (event: MessageEvent): void => listener(event.data)
      addEventListener('message', received)
      return { dispose: () => removeEventListener('message', received) }
    },
  })
  return { endpoint, getState: () => api.getState(), setState: (state) => api.setState(state) }
}
