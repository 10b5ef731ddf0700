// One question to the arena's server, for the drivers of systems that leave calling to us.
import type { Row } from './system.ts'

/** Throws an Error with the server's sentence where the budget is spent. */
export async function ask(url: string, model: string, content: string): Promise<string> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  })
  const body = (await response.json()) as {
    readonly error?: { readonly message: string }
    readonly choices: readonly { readonly message: { readonly content: string } }[]
  }
  if (body.error !== undefined) throw new Error(body.error.message)
  return body.choices[0]?.message.content ?? ''
}

export interface Answered {
  readonly row: Row
  readonly output: string
  readonly score: number
  /** What the grader says, the same for all systems. */
  readonly feedback: string
}

export async function answer(url: string, prompt: string, row: Row): Promise<Answered> {
  const output = await ask(url, 'task', prompt.replace('{{input}}', row.text))
  const right = output.trim() === row.expected
  const feedback = right ? 'Right.' : `Wrong: got "${output}", expected "${row.expected}".`
  return { row, output, score: right ? 1 : 0, feedback }
}
