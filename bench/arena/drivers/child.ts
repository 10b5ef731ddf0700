// A system that lives in a process of its own: contests go in as JSON lines, outcomes come out as JSON lines.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Entry, Outcome } from './system.ts'

export interface Child {
  run(entry: Entry, settings: Readonly<Record<string, unknown>>): Promise<Outcome>
  close(): void
}

/** Starts the program on its first contest. One contest at a time; what it prints to stderr goes to ours. */
export function startChild(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Child {
  let process_: ReturnType<typeof open> | undefined
  const open = () => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { child, lines }
  }
  return {
    run: async ({ url, world, rows, budget, seed }, settings) => {
      process_ ??= open()
      const contest = {
        url,
        prompt: world.seedPrompt,
        train: rows.train,
        select: rows.select,
        budget,
        seed,
        ...settings,
      }
      process_.child.stdin.write(`${JSON.stringify(contest)}\n`)
      const { value, done } = await process_.lines.next()
      if (done) throw new Error(`${command} ${args.join(' ')} ended without an outcome.`)
      return JSON.parse(value) as Outcome
    },
    close: () => process_?.child.stdin.end(),
  }
}
