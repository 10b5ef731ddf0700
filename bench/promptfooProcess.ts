// promptfoo itself, run on the config of a folder: for the tables that compare it with us.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Runs `promptfooconfig.json` and leaves `out.json` there. `home` is a folder in which promptfoo is installed. Ends with
 *  code 100 where an assertion failed, which is no failure here. */
export function runPromptfoo(home: string, folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(
    process.execPath,
    [
      join(home, 'node_modules/promptfoo/dist/src/entrypoint.js'),
      ...'eval -c promptfooconfig.json --no-cache --no-write --no-table --no-progress-bar -o out.json'.split(' '),
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, HOME: folder, PROMPTFOO_DISABLE_TELEMETRY: '1', PROMPTFOO_DISABLE_UPDATE: '1' },
    },
  )
  child.on('error', reject)
  child.on('close', (code) =>
    code === 0 || code === 100 ? resolve() : reject(new Error(`promptfoo ended with ${code}`)),
  )
  return promise
}
