// GEPA, its own Python package from the folder named by GEPA_PATH (a checkout's `src`).
import { fileURLToPath } from 'node:url'
import { startChild } from './child.ts'
import type { System } from './system.ts'

export interface GepaSettings {
  readonly minibatch: number
  readonly cache: boolean
}

export function createGepa(name: string, path: string, settings: GepaSettings): System {
  const program = fileURLToPath(new URL('runGepa.py', import.meta.url))
  const child = startChild('python3', [program], { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' })
  return {
    name,
    // Stoppers are asked between iterations only: a last gate on both sides and a last validation come on top, and
    // reflection calls are not counted at all.
    overshoot: ({ rows, budget }) => 2 * settings.minibatch + rows.select.length + budget,
    run: (entry) => child.run(entry, { ...settings }),
    close: child.close,
  }
}
