// The process around a command: the Node it runs on, Ctrl-C, and an error's one sentence. Must never know a verb.
import { InputError } from '../core/errors.ts'
import { ModelError } from '../core/ports.ts'
import { type ExitCode, exitCodes } from './outcome.ts'
import type { Screen } from './screen.ts'

/** The first Ctrl-C ends the run cleanly, the second the process. */
export function interrupted(screen: Screen): AbortSignal {
  const controller = new AbortController()
  process.on('SIGINT', () => {
    screen.clear()
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    process.stderr.write('Stopping; finished calls are kept. Ctrl-C again stops at once.\n')
    controller.abort()
  })
  return controller.signal
}

/** Throws `InputError` where it is too old. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 13))
    throw new InputError(
      `Tunesmith needs Node 22.13 or newer, and this is Node ${version}.`,
      'Run it with a newer Node.',
    )
}

/** One sentence for whoever typed the command; the stack only for whoever asked for it. */
export function explain(error: unknown): ExitCode {
  if (InputError.is(error)) {
    process.stderr.write(`${error.sentence}\n`)
    return exitCodes.badInput
  }
  const message = error instanceof Error ? error.message : String(error)
  const known = ModelError.is(error)
  process.stderr.write(
    known ? `${message}\n` : `Something went wrong that should not: ${message} (TUNESMITH_DEBUG=1 says where.)\n`,
  )
  if (process.env.TUNESMITH_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exitCodes.failed
}
