// The systems by name. One whose program is not there says so and is left out.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createAx } from './drivers/ax.ts'
import { createGepa } from './drivers/gepa.ts'
import { ours } from './drivers/ours.ts'
import { createPromptfoo } from './drivers/promptfoo.ts'
import type { System } from './drivers/system.ts'

/** `gepa` is GEPA with its defaults; the others are its further settings. */
const GEPA = {
  gepa: { minibatch: 3, cache: false },
  'gepa-cache': { minibatch: 3, cache: true },
  'gepa-b8': { minibatch: 8, cache: false },
  'gepa-b8-cache': { minibatch: 8, cache: true },
} as const

export function availableSystems(names: readonly string[]): System[] {
  return names.flatMap((name) => {
    const system = systemOf(name)
    if (typeof system !== 'string') return [system]
    console.log(`${name} is left out: ${system}`)
    return []
  })
}

/** The system, or why it cannot take part. */
function systemOf(name: string): System | string {
  if (name === 'ours') return ours
  const settings = Object.entries(GEPA).find(([known]) => known === name)?.[1]
  if (settings !== undefined) {
    const path = process.env.GEPA_PATH
    if (path === undefined || !existsSync(join(path, 'gepa')))
      return 'GEPA_PATH does not name a folder that holds the package gepa.'
    return createGepa(name, path, settings)
  }
  if (name === 'ax') return fromNpm('@ax-llm/ax', '@24', createAx)
  if (name === 'promptfoo') return fromNpm('promptfoo', '', createPromptfoo)
  return `there is no such system; there are ours, ${Object.keys(GEPA).join(', ')}, ax, promptfoo.`
}

function fromNpm(pack: string, version: string, create: (home: string) => System): System | string {
  const home = process.env.ARENA_HOME
  if (home === undefined || !existsSync(join(home, 'node_modules', pack, 'package.json')))
    return `ARENA_HOME does not name a folder that holds it; run "npm install ${pack}${version}" in one.`
  return create(home)
}
