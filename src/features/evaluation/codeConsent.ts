// Asks once whether the code that an eval file names may run, and remembers the yes for this workspace and this text.
// Must never take anything but a click on "Allow" for consent, and none at all in a workspace that is not trusted.
import * as vscode from 'vscode'
import { type CodePiece, consentHash } from '../../core/code.ts'
import { codeIn, withConsent } from '../../core/evals/consent.ts'
import type { LoadCode } from '../../core/evals/loadCode.ts'
import type { Task } from '../../core/task.ts'
import { type Project, promptUri } from '../../platform/projects.ts'
import type { Facts, WorkspaceFacts } from '../../platform/storage.ts'
import { formatCounted } from '../../shared/format.ts'

const SHOWN = 8
export const ALLOW_IT = 'Run the prompt, and allow it.'

export class CodeConsent {
  readonly #facts: Facts<WorkspaceFacts>

  constructor(facts: Facts<WorkspaceFacts>) {
    this.#facts = facts
  }

  has(piece: CodePiece): boolean {
    return vscode.workspace.isTrusted && (this.#facts.get('allowedCode') ?? []).includes(consentHash(piece))
  }

  /** The task that `load` gives with the code that may run, asked for as loading comes to it; undefined where the user
   *  turned back. */
  async load(project: Project, load: (code: LoadCode) => Promise<Task>): Promise<Task | undefined> {
    for (;;) {
      const code = project.loadCode()
      try {
        return await load(code)
      } catch (error) {
        if (code.refused.length === 0 || !vscode.workspace.isTrusted) throw error
        const answer = await this.#ask(project, code.refused)
        if (answer === 'Leave Out') throw error
        if (answer !== 'Allow') return undefined
      }
    }
  }

  /** The task with the code that may run, asked for where nobody was asked yet; undefined where the user turned back. */
  async settle(project: Project, task: Task): Promise<Task | undefined> {
    const pieces = codeIn(task).filter((piece) => !this.has(piece))
    if (pieces.length === 0) return task
    const answer = await this.#ask(project, pieces)
    return answer === 'Allow' || answer === 'Leave Out'
      ? withConsent(task, (piece) => this.has(piece), ALLOW_IT)
      : undefined
  }

  async #ask(project: Project, pieces: readonly CodePiece[]): Promise<string | undefined> {
    const answer = await ask(pieces)
    if (answer === 'Open') await openPiece(project, pieces[0])
    if (answer === 'Allow') {
      const allowed = new Set([...(this.#facts.get('allowedCode') ?? []), ...pieces.map(consentHash)])
      await this.#facts.set('allowedCode', [...allowed])
    }
    return answer
  }
}

function ask(pieces: readonly CodePiece[]): Thenable<string | undefined> {
  const rows = pieces.slice(0, SHOWN).map(({ place, text }) => `${place}\n${text.slice(0, 400)}`)
  const more = pieces.length > SHOWN ? [`and ${formatCounted(pieces.length - SHOWN, 'more piece')}`] : []
  const detail = [
    ...rows,
    ...more,
    'It runs on this machine, with your rights, and may read files and use the network. Files that it starts may ' +
      'change later without another question.',
  ].join('\n\n')
  return vscode.window.showWarningMessage(
    `The eval file names ${formatCounted(pieces.length, 'piece')} of code. May it run?`,
    { modal: true, detail },
    'Allow',
    'Open',
    'Leave Out',
  )
}

/** Where the code stands: "file:line", or a file. */
async function openPiece(project: Project, piece: CodePiece | undefined): Promise<void> {
  const [, file = '', line = '1'] = /^(.*?)(?::(\d+))?$/.exec(piece?.place ?? '') ?? []
  const at = new vscode.Position(Math.max(0, Number(line) - 1), 0)
  await vscode.window.showTextDocument(promptUri(project, file), { selection: new vscode.Range(at, at) })
}
