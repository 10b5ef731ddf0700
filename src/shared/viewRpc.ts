// The page's side of the talk with the extension. Apart from rpc.ts, so that the page's bundle carries no schemas.
// Must leave no call without an end: it is answered, cancelled or rejected on dispose.
import type { HostMethod, HostParams, HostResult, ToHost, ToView, ViewEvents } from './protocol.ts'
import type { Transport } from './rpc.ts'

export interface ViewEndpoint {
  /** Rejects with an Error whose message is the host's sentence, or with the signal's reason. */
  call<M extends HostMethod>(method: M, params: HostParams<M>, signal?: AbortSignal): Promise<HostResult<M>>
  onEvent<E extends keyof ViewEvents>(name: E, listener: (data: ViewEvents[E]) => void): { dispose(): void }
  /** Stops listening and rejects every call without an answer. */
  dispose(): void
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: unknown) => void
}

/** `firstId` differs from page to page, so that a late answer to a page that is gone finds nobody. */
export function createViewEndpoint(
  transport: Transport<ToHost>,
  firstId = Math.floor(Math.random() * 2 ** 40),
): ViewEndpoint {
  const pending = new Map<number, Pending>()
  const listeners = new Map<string, Set<(data: never) => void>>()
  let nextId = firstId
  let open = true

  const subscription = transport.onMessage((raw) => {
    const message = raw as ToView
    if (message.k === 'res') settle(message.id)?.resolve(message.result)
    else if (message.k === 'err') settle(message.id)?.reject(new Error(message.message))
    else if (message.k === 'evt')
      for (const listener of listeners.get(message.name) ?? []) listener(message.data as never)
  })

  function settle(id: number): Pending | undefined {
    const waiting = pending.get(id)
    pending.delete(id)
    return waiting
  }

  return {
    async call<M extends HostMethod>(method: M, params: HostParams<M>, signal?: AbortSignal): Promise<HostResult<M>> {
      signal?.throwIfAborted()
      if (!open) throw new Error('The panel is closed.')
      const id = nextId++
      const abort = (): void => {
        transport.post({ k: 'cancel', id })
        settle(id)?.reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      try {
        const result = await new Promise<unknown>((resolve, reject) => {
          pending.set(id, { resolve, reject })
          transport.post({ k: 'req', id, method, params })
        })
        return result as HostResult<M>
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    onEvent(name, listener) {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      return { dispose: () => all.delete(listener) }
    },
    dispose() {
      open = false
      subscription.dispose()
      for (const id of [...pending.keys()]) settle(id)?.reject(new Error('The panel is closed.'))
    },
  }
}
