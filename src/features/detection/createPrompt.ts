// Two files for a fresh start: a prompt, and an eval file beside a prompt that has none.
// Must never overwrite a file.
import * as vscode from 'vscode'
import type { PromptDocument } from '../../core/prompt/document.ts'
import { exists } from '../../platform/files.ts'
import { evalFileFor } from './evalTemplate.ts'

const PROMPT = `You sort messages from customers.

Answer with one word: question, complaint or praise.

Message: {{message}}
`

/** Writes `prompts/classify.prompt.md`, or the next free name, and opens it. */
export async function createPrompt(folder: vscode.Uri): Promise<vscode.Uri> {
  const file = await freeName(vscode.Uri.joinPath(folder, 'prompts'), 'classify', '.prompt.md')
  await writeNew(file, PROMPT)
  await vscode.window.showTextDocument(file)
  return file
}

/** Writes a `promptfooconfig.yaml` that measures the prompt on three cases, in the prompt's folder, and opens it. */
export async function createEvalFile(prompt: vscode.Uri, document: PromptDocument): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(prompt, '..')
  const file = await freeName(folder, 'promptfooconfig', '.yaml')
  const fragment = prompt.fragment === '' ? '' : `#${prompt.fragment}`
  await writeNew(file, evalFileFor(`${prompt.path.slice(prompt.path.lastIndexOf('/') + 1)}${fragment}`, document))
  await vscode.window.showTextDocument(file)
  return file
}

async function writeNew(file: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text))
}

async function freeName(folder: vscode.Uri, stem: string, ending: string): Promise<vscode.Uri> {
  for (let n = 1; ; n++) {
    const file = vscode.Uri.joinPath(folder, `${stem}${n === 1 ? '' : `-${n}`}${ending}`)
    if (!(await exists(file))) return file
  }
}
