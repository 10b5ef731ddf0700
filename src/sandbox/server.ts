// The sandbox: simulated models behind a real HTTP server that speaks OpenAI's and Anthropic's wire formats.
// Must listen on the loopback interface alone and answer no request without the token.
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { errorReply, type Reply, WireError } from './http.ts'
import { matchRoute, type Route } from './router.ts'
import { batchRoutes, resumeBatches } from './routes/batches.ts'
import { chatRoutes } from './routes/chatCompletions.ts'
import { embeddingRoutes } from './routes/embeddings.ts'
import { fileRoutes } from './routes/files.ts'
import { fineTuningRoutes } from './routes/fineTuning.ts'
import { messageBatchRoutes, resumeMessageBatches } from './routes/messageBatches.ts'
import { messageRoutes } from './routes/messages.ts'
import { modelRoutes } from './routes/models.ts'
import { State } from './state.ts'
import { Trainer } from './train/trainer.ts'
import { type TunedModel, tunedModels } from './train/tunedModel.ts'

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Folder for files, jobs and weights; it outlives the server, and servers may share it. */
  readonly stateDir: string
  /** Milliseconds between training steps, so that training takes time as it does elsewhere. */
  readonly stepDelayMs?: number
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`; OpenAI's base URL is this with `/v1`. */
  readonly url: string
  /** Bearer token that every request must carry. */
  readonly token: string
  /** Stops serving and training. Unfinished jobs stay on disk and go on with the next server. */
  close(): Promise<void>
}

const STEP_DELAY_MS = 18
const LARGEST_BODY = 64 * 1024 * 1024

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const state = new State(options.stateDir)
  const token = `sandbox-${randomBytes(24).toString('base64url')}`
  const tuned = tunedModels(state)
  const trainer = new Trainer(state, options.stepDelayMs ?? STEP_DELAY_MS)
  const routes = [
    ...modelRoutes(() => state.all<TunedModel>('models').sort((a, b) => a.at - b.at)),
    ...chatRoutes(tuned),
    ...embeddingRoutes(),
    ...fileRoutes(state),
    ...fineTuningRoutes(state, () => trainer.look()),
    ...messageRoutes(tuned),
    ...batchRoutes(state, tuned),
    ...messageBatchRoutes(state, tuned),
  ]
  const server = createServer((request, response) => {
    void serve(request, response, routes, token)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  trainer.start()
  resumeBatches(state, tuned)
  resumeMessageBatches(state, tuned)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, trainer.close()])
    },
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  token: string,
): Promise<void> {
  const requestId = `req_${randomUUID().replaceAll('-', '')}`
  response.setHeader('x-request-id', requestId)
  response.setHeader('request-id', requestId)
  try {
    await send(response, await replyTo(request, routes, token))
  } catch (error) {
    if (response.headersSent) {
      response.destroy()
      return
    }
    const wire =
      error instanceof WireError ? error : new WireError(500, 'api_error', 'The sandbox failed on this request.')
    await send(response, errorReply(wire, vendorOf(request), requestId))
  }
}

async function replyTo(request: IncomingMessage, routes: readonly Route[], token: string): Promise<Reply> {
  requireLoopback(request)
  requireToken(request, token)
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const match = matchRoute(routes, request.method ?? 'GET', url.pathname)
  if (match === 'method')
    throw new WireError(405, 'invalid_request_error', `Not allowed to ${request.method} ${url.pathname}.`)
  if (match === undefined) {
    throw new WireError(404, 'not_found_error', `Invalid URL (${request.method} ${url.pathname})`)
  }
  const body = await readBody(request)
  return match.route.handle({ params: match.params, query: url.searchParams, headers: request.headers, body })
}

/** A page of some other host that resolves to this machine does not get in. */
function requireLoopback(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/u, '')
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) {
    throw new WireError(403, 'permission_error', 'The sandbox answers requests to 127.0.0.1 alone.')
  }
}

function requireToken(request: IncomingMessage, token: string): void {
  const bearer = /^Bearer\s+(\S+)$/iu.exec(request.headers.authorization ?? '')?.[1]
  const key = request.headers['x-api-key']
  const given = Buffer.from(bearer ?? (typeof key === 'string' ? key : ''))
  const right = Buffer.from(token)
  if (given.length === right.length && timingSafeEqual(given, right)) return
  const message = vendorOf(request) === 'anthropic' ? 'invalid x-api-key' : 'Incorrect API key provided.'
  throw new WireError(401, 'authentication_error', message, { code: 'invalid_api_key' })
}

function vendorOf(request: IncomingMessage): 'openai' | 'anthropic' {
  const anthropic = request.headers['anthropic-version'] !== undefined || (request.url ?? '').startsWith('/v1/messages')
  return anthropic ? 'anthropic' : 'openai'
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > LARGEST_BODY) throw new WireError(413, 'invalid_request_error', 'The request is larger than 64 MiB.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  response.writeHead(reply.status, { 'content-type': reply.type })
  if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) {
    response.end(reply.body)
    return
  }
  for await (const piece of reply.body) response.write(piece)
  response.end()
}
