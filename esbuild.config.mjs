// Builds the three bundles a user gets: the extension host, the webview and the command line.
// Must never check types: `npm run types` does.
import { build, context } from 'esbuild'

const production = process.argv.includes('--production')
const watch = process.argv.includes('--watch')

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  metafile: true,
}
const node = { ...common, platform: 'node', target: 'node22', mainFields: ['module', 'main'] }

const targets = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', format: 'cjs', external: ['vscode'] },
  {
    ...node,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.cjs',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    entryPoints: { webview: 'webview/main.ts' },
    outdir: 'dist',
    platform: 'browser',
    target: 'chrome134',
    format: 'esm',
    tsconfig: 'webview/tsconfig.json',
  },
]

if (watch) await Promise.all(targets.map(async (target) => (await context(target)).watch()))
else {
  for (const { metafile } of await Promise.all(targets.map((target) => build(target))))
    for (const [file, { bytes }] of Object.entries(metafile.outputs))
      if (!file.endsWith('.map')) console.log(`${file}  ${(bytes / 1000).toFixed(0)} kB`)
}
