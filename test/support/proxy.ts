// Stands between a client and a real server, and breaks what a test wants broken: requests that never arrive, answers
// that are lost or cut short, other answers than the server's.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Passed {
  readonly status: number
  readonly body: string
}

/** What becomes of a request. `forward` asks the server. */
export type Fault = (forward: () => Promise<Passed>, response: ServerResponse) => Promise<Passed | 'dropped'>

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string
  /** "POST /v1/batches" for every request that arrived, in order. */
  readonly seen: string[]
  /** The next `times` requests whose "METHOD /path" matches. */
  break(where: RegExp, fault: Fault, times?: number): void
}

/** The server never hears of it. */
export const neverArrives: Fault = async (_forward, response) => {
  response.socket?.resetAndDestroy()
  return 'dropped'
}

/** The server did it; nobody hears of it. */
export const answerLost: Fault = async (forward, response) => {
  await forward()
  response.socket?.resetAndDestroy()
  return 'dropped'
}

/** Half of the answer, then the connection ends. */
export const cutShort: Fault = async (forward, response) => {
  const { body } = await forward()
  response.writeHead(200, { 'content-length': String(body.length) })
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy())
  return 'dropped'
}

export const says =
  (status: number, body: unknown): Fault =>
  async () => ({ status, body: JSON.stringify(body) })

export const rewrites =
  (change: (body: string) => string): Fault =>
  async (forward) => {
    const { status, body } = await forward()
    return { status, body: change(body) }
  }

export async function startProxy(target: string): Promise<FaultyProxy> {
  const seen: string[] = []
  const faults: { readonly where: RegExp; readonly fault: Fault; times: number }[] = []
  const server = createServer((incoming, response) => {
    void handle(incoming, response)
  })
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body: Uint8Array[] = []
    for await (const chunk of incoming) body.push(chunk)
    const what = `${incoming.method} ${new URL(incoming.url ?? '', target).pathname}`
    seen.push(what)
    const forward = () => passOn(target, incoming, Buffer.concat(body))
    const found = faults.find(({ where, times }) => times > 0 && where.test(what))
    if (found !== undefined) found.times--
    const answer = await (found === undefined ? forward() : found.fault(forward, response))
    if (answer === 'dropped') return
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    break: (where, fault, times = 1) => void faults.push({ where, fault, times }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function passOn(target: string, incoming: IncomingMessage, body: Buffer): Promise<Passed> {
  const { hostname, port } = new URL(target)
  const { method, url, headers } = incoming
  return new Promise((resolve, reject) => {
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 500, body: text })).on('error', reject)
    })
    onward.on('error', reject).end(body)
  })
}
