// A model that answers from a function, and a clock that never waits: for tests of the engine alone.
import { type ChatModel, type ChatReply, type ChatRequest, type Clock, ModelError } from '../../src/core/ports.ts'

export interface FakeModel extends ChatModel {
  /** Requests that reached the model, in order. */
  readonly requests: ChatRequest[]
}

/** `answer` gives the text of a reply, or throws a ModelError. Each reply is 10 tokens in, 5 out, and takes 7 ms. */
export function fakeModel(
  id: string,
  answer: (request: ChatRequest, call: number) => string | Promise<string>,
): FakeModel {
  const requests: ChatRequest[] = []
  return {
    id,
    requests,
    async send(request, signal): Promise<ChatReply> {
      requests.push(request)
      const text = await answer(request, requests.length)
      if (signal.aborted) throw new ModelError('aborted', 'The call was stopped.')
      return {
        text,
        usage: { inputTokens: 10, outputTokens: 5 },
        finish: 'stop',
        servedBy: id,
        latencyMs: 7,
      }
    },
  }
}

/** Time stands still except where something sleeps: then it jumps. Timeouts longer than an hour never end. */
export function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 1_700_000_000_000
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        if (ms >= 100_000) return
        now += Math.ceil(ms)
        slept.push(ms)
        setImmediate(() => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        })
      }),
  }
}
