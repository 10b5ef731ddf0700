// How long detection takes in a workspace of 50,000 files, and how much memory, beside the floor: walking the same
// folders and doing nothing. Prints figures; never a test. Usage: node bench/detect.ts [FILES]
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { detectPrompts } from '../src/core/prompt/detect/detectPrompts.ts'
import { workspaceFiles } from '../src/terminal/workspace.ts'

const FILES_PER_FOLDER = 20
const CHAT = JSON.stringify([{ role: 'user', content: 'Sort {{text}}' }])
/** Endings as they share an ordinary repository; each with what such a file may hold. */
const ORDINARY: readonly (readonly [string, string])[] = [
  ...Array.from({ length: 12 }, () => ['.ts', 'export const a = 1\n'] as const),
  ['.md', '# A page\n\nHow to use the {{thing}}.\n'.repeat(40)],
  ['.md', '# Another\n\nYou are free to read it.\n'.repeat(40)],
  ['.json', JSON.stringify({ rows: Array.from({ length: 60 }, (_, id) => ({ id, role: 'admin', name: 'a' })) })],
  ['.json', JSON.stringify({ compilerOptions: { strict: true } })],
  ['.yaml', 'kind: Deployment\nmetadata:\n  name: a\n'.repeat(20)],
  ['.txt', 'words\n'.repeat(100)],
  ['.py', 'def f():\n    return 1\n'],
  ['.png', 'no picture'],
]
const PROMPTS: readonly (readonly [string, string])[] = [
  ['.prompt.md', '---\nname: a\n---\nExplain ${input:code}\n'],
  ['.prompty', '---\nname: a\n---\nsystem:\nHi {{name}}\n'],
  ['/prompts/a.txt', 'You are kind. {{question}}\n'],
  ['/SKILL.md', '---\nname: a\ndescription: b\n---\nDo it.\n'],
  ['/prompts/chat.json', CHAT],
]

function build(root: string, files: number): void {
  for (let n = 0; n < files; n++) {
    const folder = join(root, `pkg${n % 50}`, `part${Math.floor(n / FILES_PER_FOLDER)}`)
    const special = n % 500 === 0 ? PROMPTS[(n / 500) % PROMPTS.length] : undefined
    const [ending, text] = special ?? ORDINARY[n % ORDINARY.length] ?? ['.ts', '']
    const path = join(folder, `file${n}${ending}`)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
}

function walk(folder: string): number {
  let count = 0
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    count += entry.isDirectory() ? walk(join(folder, entry.name)) : 1
  return count
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`

/** In a process of its own, so that one measurement does not warm the memory of the next. */
async function measure(what: string, root: string): Promise<void> {
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 5)
  const start = performance.now()
  const found = what === 'floor' ? walk(root) : (await detectPrompts(workspaceFiles(root))).length
  const ms = performance.now() - start
  clearInterval(watch)
  peak = Math.max(peak, process.memoryUsage.rss())
  const unit = what === 'floor' ? 'files' : 'prompts'
  console.log(
    `${what.padEnd(7)} ${ms.toFixed(0).padStart(6)} ms   +${megabytes(peak - before)} (RSS)   ${found} ${unit}`,
  )
}

const [first, second] = process.argv.slice(2)
if (first === 'floor' || first === 'detect') await measure(first, second ?? '.')
else {
  const files = Number(first ?? 50_000)
  const root = mkdtempSync(join(tmpdir(), 'tunesmith-bench-'))
  try {
    build(root, files)
    console.log(`${files} files, file cache warm, three runs`)
    for (const what of ['floor', 'detect', 'floor', 'detect', 'floor', 'detect'])
      spawnSync(process.execPath, [fileURLToPath(import.meta.url), what, root], { stdio: 'inherit' })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
