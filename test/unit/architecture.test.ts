// Who may import whom. The table below is the architecture; this test holds src and webview to it.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cyclesIn, type Import, importsOf, type Sources } from '../support/imports.ts'

/** What a part may import beside its own files. `type:` in front allows types alone, `lazy:` types and `await import()`,
 *  `node` stands for Node's built-in modules. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // Parsers, pure: what an assertion asks of an output is read by the libraries that promptfoo reads it by.
  core: ['zod', 'yaml', 'ajv', 'ajv-formats', 'js-rouge', 'parse5', 'saxes'],
  shared: ['type:core', 'zod'],
  webview: ['type:core', 'shared', 'lit-html'],
  'webview/ui/components.ts': ['@vscode/webview-ui-toolkit'],
  providers: ['core', 'zod', 'lazy:openai', 'lazy:@anthropic-ai/sdk'],
  'providers/models/vscodeLm.ts': ['vscode'],
  // Runs a user's code, with consent, in another process.
  'providers/code/childProcess.ts': ['node'],
  // In the text of the programs that it starts.
  'providers/code/hosts.ts': ['node'],
  // Asks git for a file's commits.
  'providers/git/gitHistory.ts': ['node'],
  sandbox: ['core', 'zod', 'node'],
  store: ['core', 'zod', 'node'],
  platform: ['type:core', 'shared', 'vscode', 'node'],
  // Pure helpers on paths and .gitignore: editor and terminal must see the same prompts.
  'platform/files.ts': ['core'],
  'platform/projects.ts': ['core'],
  features: ['core', 'shared', 'platform', 'vscode'],
  terminal: ['core', 'shared', 'node'],
  // The composition roots: they put everything together, and nothing imports them.
  'extension.ts': ['core', 'shared', 'providers', 'sandbox', 'store', 'platform', 'features', 'vscode', 'node'],
  'cli.ts': ['core', 'shared', 'providers', 'sandbox', 'store', 'terminal', 'node', 'package.json'],
}

const MAX_LINES = 300

/** Sentences, one for each breach of the rules. */
function breaches(sources: Sources): string[] {
  const imports = importsOf(sources)
  return [
    ...[...sources.keys()].filter((file) => !(partOf(file) in MAY_IMPORT)).map((file) => `${file} is in no part`),
    ...imports.filter((one) => !allowed(one)).map(({ from, kind, to }) => `${from} imports ${kind} ${to}`),
    ...imports.filter(({ reexport }) => reexport).map(({ from, to }) => `${from} passes on ${to}`),
    ...cyclesIn(imports).map((cycle) => `${cycle.join(' → ')} → ${cycle[0]}`),
    ...[...sources].flatMap(([file, text]) => {
      const impure = partOf(file) === 'core' ? IMPURE.exec(withoutComments(text))?.[0] : undefined
      return impure === undefined ? [] : [`${file} uses ${impure}`]
    }),
    ...[...sources].flatMap(([file, text]) => {
      const lines = text.split('\n').length - 1
      return lines > MAX_LINES ? [`${file} has ${lines} lines`] : []
    }),
  ]
}

/** Time, randomness and the outer world: the engine is given these. */
const IMPURE =
  /\b(?:Date\.now|new Date\(\)|performance\.now|Math\.random|crypto\.\w+|setTimeout|setInterval|fetch\(|process\.\w+|Buffer\.)/

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function allowed({ from, to, local, kind }: Import): boolean {
  const part = partOf(from)
  const wanted = local ? partOf(to) : to.startsWith('node:') ? 'node' : to
  if (local && wanted === part) return part !== 'features' || featureOf(from) === featureOf(to)
  return [part, from.replace(/^src\//, '')].some((rule) =>
    MAY_IMPORT[rule]?.some((entry) => {
      const [restriction, name] = entry.includes(':') ? entry.split(':') : [undefined, entry]
      if (name !== wanted) return false
      return restriction === undefined || kind === 'type' || (restriction === 'lazy' && kind === 'dynamic')
    }),
  )
}

/** `core` of `src/core/evals/case.ts`, `cli.ts` of `src/cli.ts`, `webview` of all in webview. */
function partOf(file: string): string {
  return file.replace(/^src\//, '').split('/')[0] ?? ''
}

function featureOf(file: string): string | undefined {
  return file.split('/')[2]
}

describe('the architecture', () => {
  it('holds in src and webview', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const files = globSync(['src/**/*.ts', 'webview/**/*.ts'], { cwd: root }).map((file) => file.replaceAll('\\', '/'))
    assert.ok(files.length > 10, 'the sources were not found')
    const sources = new Map(files.map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')]))
    assert.deepEqual(breaches(sources), [])
  })

  const breach = (files: Record<string, string>): string[] => breaches(new Map(Object.entries(files)))
  const cases: readonly [string, Record<string, string>, string[]][] = [
    [
      'a built-in module in core',
      { 'src/core/a.ts': `import { join } from 'node:path'` },
      ['src/core/a.ts imports value node:path'],
    ],
    [
      'vscode in core, by its type alone',
      { 'src/core/a.ts': `import type { Uri } from 'vscode'` },
      ['src/core/a.ts imports type vscode'],
    ],
    ['the clock in core', { 'src/core/a.ts': `const at = Date.now()` }, ['src/core/a.ts uses Date.now']],
    [
      'a value of core in shared, over several lines',
      { 'src/shared/a.ts': `import {\n  type B,\n  c,\n} from '../core/d.ts'`, 'src/core/d.ts': '' },
      ['src/shared/a.ts imports value src/core/d.ts'],
    ],
    [
      'an SDK loaded at once',
      { 'src/providers/a.ts': `import OpenAI from 'openai'` },
      ['src/providers/a.ts imports value openai'],
    ],
    [
      'an SDK outside of providers',
      { 'src/features/x/a.ts': `const { OpenAI } = await import('openai')` },
      ['src/features/x/a.ts imports dynamic openai'],
    ],
    [
      'one feature in another',
      { 'src/features/x/a.ts': `import { b } from '../y/b.ts'`, 'src/features/y/b.ts': '' },
      ['src/features/x/a.ts imports value src/features/y/b.ts'],
    ],
    [
      'the store in a feature',
      { 'src/features/x/a.ts': `import { b } from '../../store/b.ts'`, 'src/store/b.ts': '' },
      ['src/features/x/a.ts imports value src/store/b.ts'],
    ],
    [
      'vscode in a provider',
      { 'src/providers/models/a.ts': `import * as vscode from 'vscode'` },
      ['src/providers/models/a.ts imports value vscode'],
    ],
    [
      'the toolkit elsewhere than behind its door',
      { 'webview/ui/a.ts': `import { provideVSCodeDesignSystem } from '@vscode/webview-ui-toolkit'` },
      ['webview/ui/a.ts imports value @vscode/webview-ui-toolkit'],
    ],
    [
      'an effect of the toolkit',
      { 'webview/a.ts': `import '@vscode/webview-ui-toolkit'` },
      ['webview/a.ts imports value @vscode/webview-ui-toolkit'],
    ],
    [
      'a composition root',
      { 'src/cli.ts': '', 'src/terminal/a.ts': `import { b } from '../cli.ts'` },
      ['src/terminal/a.ts imports value src/cli.ts'],
    ],
    [
      'a cycle, also of types',
      { 'src/core/a.ts': `import { b } from './b.ts'`, 'src/core/b.ts': `import type { A } from './a.ts'` },
      ['src/core/a.ts → src/core/b.ts → src/core/a.ts'],
    ],
    [
      'a barrel',
      { 'src/core/a.ts': `export * from './b.ts'`, 'src/core/b.ts': '' },
      ['src/core/a.ts passes on src/core/b.ts'],
    ],
    ['a file in no part', { 'src/utils/a.ts': '' }, ['src/utils/a.ts is in no part']],
    ['a long file', { 'src/core/a.ts': '\n'.repeat(301) }, ['src/core/a.ts has 301 lines']],
  ]
  for (const [name, files, expected] of cases) it(`refuses ${name}`, () => assert.deepEqual(breach(files), expected))

  it('accepts what the table allows', () => {
    const files = {
      'src/core/a.ts': `import * as z from 'zod'\n// Date.now() is the caller's affair`,
      'src/providers/a.ts': `import type { OpenAI } from 'openai'\nconst sdk = await import('openai')\nlet x: typeof import('openai')`,
      'src/features/x/a.ts': `import * as vscode from 'vscode'\nimport { b } from './b.ts'\nimport { a } from '../../core/a.ts'`,
      'src/features/x/b.ts': '',
      'webview/ui/components.ts': `import '@vscode/webview-ui-toolkit/dist/toolkit.min.js'`,
      'src/shared/a.ts': `import { type A } from '../core/a.ts'`,
    }
    assert.deepEqual(breach(files), [])
  })
})
