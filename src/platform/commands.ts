// Typed commands and context keys: a wrong id or argument is a compile error.
// A command that fails says so once, in a sentence; it never rejects into VS Code's own raw message.
import * as vscode from 'vscode'
import type { CommandArguments, CommandId, ContextKeys } from './manifest.ts'
import { showProblem } from './problem.ts'

export function registerCommand<C extends CommandId>(
  log: vscode.LogOutputChannel,
  id: C,
  run: (...args: CommandArguments[C]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: CommandArguments[C]) => {
    try {
      return await run(...args)
    } catch (error) {
      showProblem(log, id, error)
      return undefined
    }
  })
}

export function runCommand<C extends CommandId>(id: C, ...args: CommandArguments[C]): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args)
}

export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value)
}

/** A command for a tree item, a CodeLens or a status item. */
export function commandLink<C extends CommandId>(title: string, id: C, ...args: CommandArguments[C]): vscode.Command {
  return { title, command: id, arguments: args }
}
