// A large eval: 100,000 cases on one model, and what is done with it afterwards. Peak memory and wall time of each step,
// in a process of its own, beside the floor of the same calls made bare. Prints figures; never a test.
// Usage: node bench/large.ts [CASES], with PROMPTFOO_HOME=folder-with-node_modules also promptfoo on a tenth of them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { EXPORT_FORMATS } from '../src/core/export/formats.ts'
import { answerTo, buildWorkspace, PROMPT } from './large/workspace.ts'

const request = z.object({ messages: z.array(z.object({ content: z.string() })) })
const measured = z.object({ seconds: z.number(), peakMb: z.number(), notes: z.record(z.string(), z.string()) })

/** Answers at once, in OpenAI's wire format. */
async function startStub(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { messages } = request.parse(JSON.parse(Buffer.concat(chunks).toString()))
    const message = { role: 'assistant', content: answerTo(messages.at(-1)?.content ?? '') }
    const usage = { prompt_tokens: 300, completion_tokens: 120, total_tokens: 420 }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 0, model: 'stub', choices, usage }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

/** Runs one step; its last line of JSON on stderr is what it took. */
async function step(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<z.infer<typeof measured>> {
  const file = fileURLToPath(new URL('large/step.ts', import.meta.url))
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env }, stdio: [...stdio] })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  await once(child, 'close')
  const line = errors.split('\n').findLast((one) => one.startsWith('{"seconds"'))
  if (line === undefined) throw new Error(`The step ${args[0]} broke down: ${errors}`)
  return measured.parse(JSON.parse(line))
}

function print(what: string, cells: number, taken: z.infer<typeof measured>, floor?: z.infer<typeof measured>): void {
  const { seconds, peakMb, notes } = taken
  const perSecond = `${(cells / seconds).toFixed(0)} cells/s`
  const ratio = floor === undefined ? '' : `${(seconds / floor.seconds).toFixed(2)} × the floor`
  console.log(
    what.padEnd(22) + `${seconds.toFixed(1)} s`.padStart(9) + perSecond.padStart(15),
    `${peakMb.toFixed(0)} MB`.padStart(8),
    ratio,
  )
  for (const [name, note] of Object.entries(notes)) console.log(`    ${name}: ${note}`)
}

/** The same prompt, cases, assertion and server. */
async function promptfoo(home: string, root: string, url: string): Promise<z.infer<typeof measured>> {
  const config = readFileSync(join(root, 'promptfooconfig.yaml'), 'utf8')
  const provider = `{id: "openai:chat:stub", config: {apiBaseUrl: "${url}/v1", apiKey: none}}`
  writeFileSync(join(root, 'pf.yaml'), config.replace('[sandbox:small]', `[${provider}]`))
  return step(['promptfoo', root, home], {
    HOME: root,
    PROMPTFOO_CONFIG_DIR: root,
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  })
}

const cases = Number(process.argv[2] ?? 100_000)
const home = mkdtempSync(join(tmpdir(), 'tunesmith-large-'))
const stub = await startStub()
try {
  const [fast, wire, small] = ['fast', 'wire', 'small'].map((name) => join(home, name)) as [string, string, string]
  const tenth = Math.ceil(cases / 10)
  for (const [root, count] of [[fast, cases] as const, [wire, cases] as const, [small, tenth] as const])
    await buildWorkspace(root, count)
  console.log(`${cases} cases of 500 to 1,500 signs, answers of 200 to 800, 8 calls at once`)
  const access = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${stub.url}/v1` }
  const evaluate = (root: string, model: string) => step(['cli', root, 'eval', PROMPT, '--model', model], access)
  print('model in the process', cases, await step(['engine', fast]))
  for (const [format, { extension }] of Object.entries(EXPORT_FORMATS))
    print(
      `  export ${format}`,
      cases,
      await step(['cli', fast, 'export', '1', '--format', format, '--out', `x.${extension}`]),
    )
  const floor = await step(['floor', wire, stub.url])
  print('bare calls', cases, floor)
  print('tunesmith eval', cases, await evaluate(wire, 'openai:stub'), floor)
  const smallFloor = await step(['floor', small, stub.url])
  print('bare calls, a tenth', tenth, smallFloor)
  print('tunesmith, sandbox', tenth, await evaluate(small, 'sandbox:small'), smallFloor)
  print('tunesmith eval', tenth, await evaluate(small, 'openai:stub'), smallFloor)
  const { PROMPTFOO_HOME } = process.env
  if (PROMPTFOO_HOME !== undefined)
    print('promptfoo', tenth, await promptfoo(PROMPTFOO_HOME, small, stub.url), smallFloor)
} finally {
  stub.close()
  rmSync(home, { recursive: true, force: true })
}
