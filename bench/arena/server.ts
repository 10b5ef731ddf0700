// The only way to spend: an OpenAI-compatible server on 127.0.0.1 for many contests at once, told apart by their path.
// Must never leave the loopback interface.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Contest } from './contest.ts'

export interface ArenaServer {
  /** Base URL for an OpenAI client. */
  open(contest: Contest): string
  close(): Promise<void>
}

export async function startServer(): Promise<ArenaServer> {
  const contests = new Map<string, Contest>()
  const server = createServer((request, response) => void handle(contests, request, response))
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let count = 0
  return {
    open: (contest) => {
      const name = `c${++count}`
      contests.set(name, contest)
      return `http://127.0.0.1:${port}/${name}/v1`
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

async function handle(
  contests: ReadonlyMap<string, Contest>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name = '', ...path] = (request.url ?? '').split('/')
  const contest = contests.get(name)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (contest === undefined || path.join('/') !== 'v1/chat/completions')
    return send(response, 404, { error: { message: 'There is no such contest.', type: 'not_found' } })
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ChatBody
  const content = body.messages.map((message) => textOf(message.content)).join('\n')
  const served = contest.serve(body.model, body.model === 'task' ? content : textOf(body.messages.at(-1)?.content))
  if ('refused' in served)
    return send(response, 429, { error: { message: served.refused, type: 'budget_spent', code: 'budget_spent' } })
  const tokens = (text: string) => Math.ceil(text.length / 4)
  send(response, 200, {
    id: 'arena',
    object: 'chat.completion',
    created: 0,
    model: body.model,
    choices: [{ index: 0, message: { role: 'assistant', content: served.text }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: tokens(content),
      completion_tokens: tokens(served.text),
      total_tokens: tokens(content) + tokens(served.text),
    },
  })
}

/** Some clients send a message as parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { readonly text?: string }) => part.text ?? '').join('')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
