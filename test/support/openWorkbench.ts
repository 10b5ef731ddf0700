// Opens a folder in VS Code with the built extension, for a person to look at: in `code` where it is on the PATH, else
// in a browser. Must never touch the person's own VS Code settings.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { installWorkbench, onPath } from './vscode/install.ts'
import { startServer } from './vscode/server.ts'
import { workbenchUrl } from './vscode/workbench.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Resolves when the person closes the window, or ends the server by Ctrl-C. `dist` must be built. */
export async function openInVsCode(folder: string): Promise<void> {
  const code = onPath('code')
  if (code !== undefined) {
    console.log(`Opening ${folder} in VS Code, with Tunesmith loaded from this checkout.`)
    await once(
      spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { stdio: 'inherit' }),
      'exit',
    )
    return
  }
  console.log('There is no `code` on the PATH, so VS Code’s workbench is served to a browser.')
  installWorkbench()
  const server = await startServer({ installed: root })
  console.log(`Open ${workbenchUrl(server.address, folder)}\nPress Ctrl-C here when you are done.`)
  await once(process, 'SIGINT')
  await server.stop()
}
