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
  readonly ended: Promise<Ended>
  /** Resolves with the match once stdout holds it; rejects where the command ends without. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  interrupt(): void
  /** The process is gone, without a last word. */
  kill(): void
}

/** A workspace of the files given, by path. Removed when disposed. */
export function createWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'tunesmith-cli-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const children = new Set<ChildProcess>()
  const start: Workspace['start'] = (args, env = {}, below = '.') => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: join(folder, below),
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.add(child)
    child.once('close', () => children.delete(child))
    return follow(child)
  }
  return {
    folder,
    start,
    run: (...args) => start(...args).ended,
    [Symbol.dispose]: () => {
      for (const child of children) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function follow(child: ChildProcess): Running {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout)
          if (match !== null) resolve(match)
        }
        look()
        child.stdout?.on('data', look)
        child.once('close', () => reject(new Error(`It ended without saying ${pattern}: ${stdout}${stderr}`)))
      }),
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void child.kill('SIGKILL'),
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
