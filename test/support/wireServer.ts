// A provider's server on a real socket that answers as a test tells it to, and remembers what came over the wire.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answer = (response: ServerResponse, request: WireRequest) => void

export interface WireServer extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly WireRequest[]
  /** Answers for the next requests, in order. A request without an answer gets status 599. */
  next(...answers: readonly Answer[]): void
  /** Resolves when the next request has arrived. */
  arrival(): Promise<WireRequest>
}

export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** Says JSON, sends something else. */
export const malformed: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [')

/** An HTML page where an answer should be, as a captive portal sends it. */
export const webPage: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')

/** Closes the connection before any byte of the answer. */
export const reset: Answer = (response) => response.socket?.resetAndDestroy()

/** Closes the connection in the middle of the answer. */
export const cutShort: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  response.write('{"model": "m"', () => response.socket?.destroy())
}

/** Never answers. */
export const silence: Answer = () => {}

export async function startWireServer(): Promise<WireServer> {
  const requests: WireRequest[] = []
  const answers: Answer[] = []
  let arrived = Promise.withResolvers<WireRequest>()
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      requests.push(request)
      const answer = answers.shift() ?? json(599, { error: { message: 'the test gave no answer for this request' } })
      answer(response, request)
      arrived.resolve(request)
      arrived = Promise.withResolvers()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (...more) => void answers.push(...more),
    arrival: () => arrived.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  let body = ''
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost')
  return { method: incoming.method ?? '', path: pathname, query: searchParams, headers: incoming.headers, body }
}
