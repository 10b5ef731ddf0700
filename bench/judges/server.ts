// The judge and the embedding model behind OpenAI's wire, on the loopback interface alone.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { judged, vectorOf } from './mind.ts'

interface Body {
  readonly model: string
  readonly messages?: readonly { readonly content: string }[]
  readonly input?: string | readonly string[]
}

export interface JudgeServer extends AsyncDisposable {
  /** With `/v1`. */
  readonly url: string
  readonly calls: () => number
}

export async function startJudgeServer(): Promise<JudgeServer> {
  let calls = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      calls++
      response.setHeader('content-type', 'application/json')
      try {
        response.end(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body)))
      } catch (error) {
        response.statusCode = 400
        response.end(JSON.stringify({ error: { message: error instanceof Error ? error.message : 'broken' } }))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer({ model, messages, input }: Body): unknown {
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
  if (input !== undefined) {
    const data = [input].flat().map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
    return { object: 'list', model, data, usage }
  }
  const prompt = messages?.at(-1)?.content ?? ''
  // A candidate answers with the line that begins with its own name.
  const line = prompt.split('\n').find((text) => text.startsWith(`${model}: `))
  const content = line === undefined ? judged(prompt) : line.slice(model.length + 2)
  return { model, choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }], usage }
}
