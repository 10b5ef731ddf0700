// The command that leads to cases: opens the form for a prompt in the panel.
import type * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { registerCommand, runCommand } from '../../platform/commands.ts'
import type { PromptArgument } from '../../platform/manifest.ts'
import { type Projects, pathIn } from '../../platform/projects.ts'
import { fileName } from '../../shared/format.ts'
import type { CaseMaker } from './caseMaker.ts'

interface RegisterDeps {
  readonly maker: CaseMaker
  readonly projects: Projects
  readonly log: vscode.LogOutputChannel
  /** The prompt that a command is about. */
  readonly choosePrompt: (argument: PromptArgument) => Promise<vscode.Uri | undefined>
}

export function registerCaseMaker({ maker, projects, log, choosePrompt }: RegisterDeps): vscode.Disposable {
  return registerCommand(log, 'tunesmith.makeCases', async (argument) => {
    const file = await choosePrompt(argument)
    if (file === undefined) return
    const project = projects.of(file)
    if (project === undefined)
      throw new InputError(`${fileName(file.path)} is in no open folder.`, 'Open the folder that holds it.')
    await maker.prepare(project, pathIn(project, file))
    await runCommand('tunesmith.openPanel', { tab: 'cases', prompt: file })
  })
}
