// Runs a test module in desktop VS Code, as @vscode/test-electron downloads it. Must say in one line why not, where it
// cannot be downloaded.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron'

/** One run of the suite: what the host needs to know, and how it ended. */
export interface HostRun {
  readonly extension: string
  readonly workspace: string
  readonly testsEntry: string
  readonly env: Readonly<Record<string, string>>
}

export interface Desktop {
  readonly version: string
  readonly executable: string
}

/** The least version that package.json promises, and stable; none where there is no way to the download. */
export async function downloadDesktop(root: string): Promise<readonly Desktop[]> {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { vscode: string } }
  const least = engines.vscode.replace(/^\D+/, '')
  try {
    const desktops: Desktop[] = []
    for (const version of [least, 'stable']) desktops.push({ version, executable: await download(root, version) })
    return desktops
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.log(`VS Code cannot be downloaded here (${reason}), so code-server's workbench runs the host tests.`)
    return []
  }
}

async function download(root: string, version: string): Promise<string> {
  const cachePath = join(root, '.vscode-test')
  return downloadAndUnzipVSCode({ version, cachePath, timeout: 10_000, reporter: new SilentReporter() })
}

export async function runInDesktop({ executable }: Desktop, run: HostRun): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'ts-')) // a short path, because a Unix socket is made below it
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: run.extension,
      extensionTestsPath: run.testsEntry,
      extensionTestsEnv: run.env,
      launchArgs: [run.workspace, '--disable-extensions', '--user-data-dir', profile],
    })
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
  }
}
