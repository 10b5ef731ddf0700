// Runs a user's code in a process of its own: a time limit, a memory limit, none of our secrets, and no child that
// outlives it. Not a jail: the code may read files and use the network, which is why consent comes first.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type CodeCall, CodeError, type CodePiece, type CodeRunner } from '../../core/code.ts'
import { JAVASCRIPT_HOST, PYTHON_HOST } from './hosts.ts'

export interface CodeLimits {
  readonly timeoutMs: number
  readonly memoryMb: number
}

const LIMITS: CodeLimits = { timeoutMs: 30_000, memoryMb: 512 }
/** More is no grade, no row and no prompt. */
const MOST_BYTES = 16 * 1024 * 1024
/** What a program needs to run at all. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'ComSpec', 'PATHEXT', 'VIRTUAL_ENV']

/** `root` is the absolute path of the workspace; code runs in it, or beside the files that a call brings. */
export function childProcessRunner(root: string, limits: CodeLimits = LIMITS): CodeRunner {
  return {
    run: async (call, signal) => {
      const home = await mkdtemp(join(tmpdir(), 'tunesmith-code-'))
      try {
        const place = { root, home, folder: await folderFor(call, root, home) }
        return await result(call, await finished(start(call, place, limits), call, root, limits, signal))
      } finally {
        await rm(home, { recursive: true, force: true })
      }
    },
  }
}

interface Place {
  readonly root: string
  readonly home: string
  /** Where the code runs. */
  readonly folder: string
}

async function folderFor({ files }: CodeCall, root: string, home: string): Promise<string> {
  if (files === undefined) return root
  const folder = join(home, 'files')
  await mkdir(folder)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly answer: string
}

function start({ piece, argv }: CodeCall, { root, home, folder }: Place, limits: CodeLimits): ChildProcess {
  const [program, args] = commandLine(piece, argv, limits)
  const kept = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  const env = {
    ...Object.fromEntries(kept),
    HOME: home,
    TMPDIR: home,
    WORKSPACE: root,
    TUNESMITH_MEMORY: String(limits.memoryMb * 1024 * 1024),
    // VS Code's own program is Node when asked to be.
    ELECTRON_RUN_AS_NODE: '1',
    NODE_NO_WARNINGS: '1',
  }
  try {
    const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', 'pipe']
    return spawn(program, args, { cwd: folder, detached: process.platform !== 'win32', stdio, env })
  } catch (error) {
    // Arguments that no process can be given: longer than the system takes, or with a NUL in them.
    throw new CodeError(`${piece.place} cannot be run: ${error instanceof Error ? error.message : error}`)
  }
}

function commandLine(
  { language, text, place }: CodePiece,
  argv: readonly string[] | undefined,
  { memoryMb }: CodeLimits,
): [string, string[]] {
  if (language === 'javascript')
    return [process.execPath, [`--max-old-space-size=${memoryMb}`, '--input-type=module', '-e', JAVASCRIPT_HOST]]
  if (language === 'python') return [process.platform === 'win32' ? 'python' : 'python3', ['-c', PYTHON_HOST]]
  if (process.platform === 'win32' && argv !== undefined)
    throw new CodeError(`${place} is a command with arguments, which is not run on Windows.`)
  if (process.platform === 'win32') return ['cmd', ['/d', '/s', '/c', text]]
  return [
    '/bin/sh',
    [
      '-c',
      `ulimit -v ${4 * memoryMb * 1024} 2>/dev/null; ${text}${argv === undefined ? '' : ' "$@"'}`,
      'sh',
      ...(argv ?? []),
    ],
  ]
}

function finished(
  child: ChildProcess,
  { piece, body, args, parameters, batch, orValue, construct }: CodeCall,
  root: string,
  { timeoutMs }: CodeLimits,
  signal: AbortSignal,
): Promise<Finished> {
  const { promise, resolve, reject } = Promise.withResolvers<Finished>()
  const texts = { stdout: '', stderr: '', answer: '' }
  const stop = (why: Error) => {
    kill(child)
    reject(why)
  }
  const collect = (name: keyof typeof texts, stream: unknown) => {
    if (!(stream instanceof Readable)) return
    // A character may come in two pieces.
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
      if (texts[name].length > MOST_BYTES) stop(new CodeError(`${piece.place} wrote more than 16 MB.`))
    })
  }
  collect('stdout', child.stdout)
  collect('stderr', child.stderr)
  collect('answer', child.stdio[3])
  const timer = setTimeout(
    () => stop(new CodeError(`${piece.place} took longer than ${timeoutMs / 1000} s.`)),
    timeoutMs,
  )
  const onAbort = () => stop(signal.reason instanceof Error ? signal.reason : new Error('Cancelled.'))
  signal.addEventListener('abort', onAbort, { once: true })
  child.on('error', (error: NodeJS.ErrnoException) => {
    const missing =
      error.code === 'ENOENT' ? ` There is no ${piece.language === 'python' ? 'Python' : 'program'} to run it.` : ''
    reject(new CodeError(`${piece.place} cannot be run.${missing}`))
  })
  child.on('close', (code) => resolve({ code, ...texts }))
  // A program that ends without reading its input is no error of ours.
  child.stdin?.on('error', () => undefined)
  const file = piece.file === undefined ? undefined : join(root, piece.file)
  const input =
    piece.language === 'command'
      ? (args[0] ?? null)
      : { file, name: piece.name, text: body ?? piece.text, parameters, args, batch, orValue, construct }
  child.stdin?.end(JSON.stringify(input))
  if (signal.aborted) onAbort()
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  })
}

async function result({ piece }: CodeCall, { code, stdout, stderr, answer }: Finished): Promise<unknown> {
  if (piece.language === 'command') return { code, stdout, stderr }
  if (answer === '') {
    const why = /heap out of memory|MemoryError/.test(stderr)
      ? 'needed more memory than it may have'
      : `ended with code ${code}`
    throw new CodeError(`${piece.place} ${why}.`)
  }
  const { value, error } = read(answer, piece)
  if (error !== undefined) throw new CodeError(`${piece.place} failed: ${error}`, true)
  return value
}

function read(answer: string, { place }: CodePiece): { readonly value?: unknown; readonly error?: string } {
  try {
    return JSON.parse(answer)
  } catch {
    throw new CodeError(`${place} gave what cannot be read: it writes to file descriptor 3, which is not its own.`)
  }
}

/** The process and all that it started. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
