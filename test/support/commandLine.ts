// The command line as a child process in a workspace of its own, and a sandbox behind a door that counts.
// Must never pass a key of the machine on to the child.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../src/sandbox/server.ts'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Workspace extends Disposable {
  readonly folder: string
  /** Starts `tunesmith` in the workspace, or in a folder below it. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>, below?: string): Running
  run(args: readonly string[], env?: Readonly<Record<string, string>>, below?: string): Promise<Ended>
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** A workspace of the files given, by path. Removed when disposed. */
export function createWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'tunesmith-cli-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const start: Workspace['start'] = (args, env = {}, below = '.') => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: join(folder, below),
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const code = new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
    const ended = Promise.all([code, text(child.stdout), text(child.stderr)])
    return { child, ended: ended.then(([code, stdout, stderr]) => ({ code, stdout, stderr })) }
  }
  return {
    folder,
    start,
    run: (...args) => start(...args).ended,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface CountedSandbox extends AsyncDisposable {
  /** Environment that makes `vllm:small` the sandbox's model. */
  readonly env: Readonly<Record<string, string>>
  /** Bodies of the chat requests so far. */
  readonly bodies: readonly string[]
  /** Resolves when `count` chat requests have come. */
  arrived(count: number): Promise<void>
}

/** A sandbox that the child reaches as the provider "vllm", through a door that remembers every request. */
export async function startCountedSandbox(stateDir: string): Promise<CountedSandbox> {
  const sandbox = await startSandbox({ stateDir })
  const bodies: string[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const door = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      if (incoming.url?.endsWith('/chat/completions')) bodies.push(body)
      for (const { count, resolve } of waiting) if (bodies.length >= count) resolve()
      const onward = request(`${sandbox.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers })
      onward.on('response', (reply: IncomingMessage) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers)
        reply.pipe(response)
      })
      onward.on('error', () => response.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const { port } = door.address() as AddressInfo
  return {
    env: { VLLM_BASE_URL: `http://127.0.0.1:${port}/v1`, VLLM_API_KEY: sandbox.token },
    bodies,
    arrived: (count) =>
      bodies.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    [Symbol.asyncDispose]: async () => {
      door.closeAllConnections()
      await new Promise((resolve) => door.close(resolve))
      await sandbox.close()
    },
  }
}
