// Two files for a fresh start: a prompt, and an eval file beside a prompt that has none.
// Must never overwrite a file.
import * as vscode from 'vscode'
import { exists } from '../../platform/files.ts'

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
export async function createEvalFile(prompt: vscode.Uri, variables: readonly string[]): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(prompt, '..')
  const file = await freeName(folder, 'promptfooconfig', '.yaml')
  const fragment = prompt.fragment === '' ? '' : `#${prompt.fragment}`
  await writeNew(file, evalFileFor(`${prompt.path.slice(prompt.path.lastIndexOf('/') + 1)}${fragment}`, variables))
  await vscode.window.showTextDocument(file)
  return file
}

/** A starter in promptfoo's syntax: it runs there too. */
export function evalFileFor(promptName: string, variables: readonly string[]): string {
  const names = variables.length > 0 ? variables : ['input']
  const cases = ['first', 'second', 'third'].map((which) => {
    const vars = names
      .map((name) => `      ${JSON.stringify(name)}: "Replace me with a ${which} real input"\n`)
      .join('')
    return `  - vars:\n${vars}    assert:\n      - type: equals\n        value: "Replace me with its right answer"\n`
  })
  return `# Each test is one case: the variables of the prompt, and what the answer must be.
# Thirty cases show a large difference, two hundred a small one. Inputs from real use are the best ones.
description: "${promptName}"
prompts:
  - "file://${promptName}"
providers:
  # A simulated model, free and without a key. Put a real one here: openai:gpt-6-luna, ollama:llama3.2
  - sandbox:small
tests:
${cases.join('')}`
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
