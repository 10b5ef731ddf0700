// The host's side of the talk between extension and page: parses every message and always answers.
// Must not know how messages travel, nor trust a page: what does not fit the schemas never reaches a handler.
import * as z from 'zod'
import type { HostHandlers, HostMethod, HostParams, HostResult, ToView, ViewEvents } from './protocol.ts'
import { hostMethods } from './protocol.ts'

/** Any way to pass plain JSON both ways. Messages arrive in the order they were sent. */
export interface Transport<Out> {
  post(message: Out): void
  onMessage(listener: (message: unknown) => void): { dispose(): void }
}

export interface HostEndpoint {
  send<E extends keyof ViewEvents>(name: E, data: ViewEvents[E]): void
  /** Stops listening and aborts what is still running; nothing is posted after this. */
  dispose(): void
}

const request = z.object({ k: z.literal('req'), id: z.number().int(), method: z.string(), params: z.unknown() })
const cancel = z.object({ k: z.literal('cancel'), id: z.number().int() })
const withId = z.object({ id: z.number().int() })

export function createHostEndpoint(transport: Transport<ToView>, handlers: HostHandlers): HostEndpoint {
  const running = new Map<number, AbortController>()
  let open = true
  const post = (message: ToView): void => {
    if (open) transport.post(message)
  }

  async function answer({ id, method, params }: z.infer<typeof request>): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      if (!isMethod(method)) throw new Error(`The panel asked for "${method.slice(0, 60)}", which does not exist.`)
      post({ k: 'res', id, result: await invoke(handlers, method, params, controller.signal) })
    } catch (error) {
      post({ k: 'err', id, message: controller.signal.aborted ? 'Cancelled.' : sentenceOf(error) })
    } finally {
      if (running.get(id) === controller) running.delete(id)
    }
  }

  const subscription = transport.onMessage((message) => {
    const asked = request.safeParse(message)
    if (asked.success) {
      void answer(asked.data)
      return
    }
    const cancelled = cancel.safeParse(message)
    if (cancelled.success) {
      running.get(cancelled.data.id)?.abort()
      return
    }
    const numbered = withId.safeParse(message)
    if (numbered.success)
      post({ k: 'err', id: numbered.data.id, message: 'The panel sent a message of no known kind.' })
  })

  return {
    send: (name, data) => post({ k: 'evt', name, data }),
    dispose() {
      open = false
      subscription.dispose()
      for (const controller of running.values()) controller.abort()
      running.clear()
    },
  }
}

function isMethod(name: string): name is HostMethod {
  return Object.hasOwn(hostMethods, name)
}

async function invoke<M extends HostMethod>(
  handlers: HostHandlers,
  method: M,
  params: unknown,
  signal: AbortSignal,
): Promise<HostResult<M>> {
  const parsed = hostMethods[method].safeParse(params)
  if (!parsed.success) throw new Error(`The panel sent wrong parameters for "${method}": ${firstIssue(parsed.error)}`)
  return handlers[method](parsed.data as HostParams<M>, signal)
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'no reason given.' : `${issue.path.join('.') || 'all of it'}: ${issue.message}.`
}

/** What a person reads: an `InputError` has a whole sentence, any other error its message. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'sentence' in error && typeof error.sentence === 'string' ? error.sentence : error.message
}
