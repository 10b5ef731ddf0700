// A program of the workspace that plays the model: what an eval file's provider `file://x.py` or `exec:…` names. Runs
// through the caller's runner alone, so by consent; an answer that the program does not give is an error, never a text.
import * as z from 'zod'
import { CodeError, type CodeRunner } from '../../core/code.ts'
import type { Program } from '../../core/evals/providers.ts'
import { sha256, stableJson } from '../../core/hash.ts'
import { type ChatModel, ModelError } from '../../core/ports.ts'
import { estimateTokens } from '../../core/pricing.ts'
import { promptText } from '../../core/promptText.ts'

const count = z.number().int().min(0)
const reply = z.object({
  output: z.unknown().optional(),
  error: z.string().nullish(),
  tokenUsage: z.object({ prompt: count.nullish(), completion: count.nullish() }).nullish(),
})
const ended = z.object({ code: z.number().nullable(), stdout: z.string(), stderr: z.string() })

export function programModel({ id, piece, options }: Program, runner: CodeRunner): ChatModel {
  return {
    id,
    notice: 'A program of this workspace; what its calls cost is not known',
    origin: sha256(stableJson({ text: piece.text, options })),
    readsVars: true,
    async send({ messages, vars = {} }, signal) {
      const prompt = promptText(messages)
      const started = performance.now()
      const context = { vars, prompt: { raw: prompt, label: prompt } }
      const output = await answerOf({ id, piece, options }, runner, prompt, context, signal)
      const text = typeof output.value === 'string' ? output.value : JSON.stringify(output.value)
      const usage = {
        inputTokens: output.input ?? estimateTokens(prompt),
        outputTokens: output.output ?? estimateTokens(text),
        ...((output.input === undefined || output.output === undefined) && { estimated: true }),
      }
      return { text, usage, finish: 'stop', servedBy: id, latencyMs: Math.round(performance.now() - started) }
    },
  }
}

interface Answer {
  readonly value: unknown
  readonly input?: number | undefined
  readonly output?: number | undefined
}

async function answerOf(
  { id, piece, options }: Program,
  runner: CodeRunner,
  prompt: string,
  context: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const refuse = (why: string) => new ModelError('bad-request', `${id} gave no answer: ${why}`)
  try {
    if (piece.language === 'command') {
      const argv = [prompt, JSON.stringify(options), JSON.stringify(context)]
      const result = ended.parse(await runner.run({ piece, args: [], parameters: [], argv }, signal))
      const said = result.stdout.trim()
      if (said === '' || result.code !== 0) throw refuse(result.stderr.trim() || `it ended with code ${result.code}.`)
      return { value: said }
    }
    const isClass = piece.language === 'javascript'
    const args = isClass ? [prompt, context, {}] : [prompt, options, context]
    const given = await runner.run({ piece, args, parameters: [], ...(isClass && { construct: options }) }, signal)
    const parsed = reply.safeParse(given)
    if (!parsed.success) throw refuse('what it returned is no {output}.')
    const { output, error, tokenUsage } = parsed.data
    if (error) throw refuse(error)
    if (output === undefined || output === null) throw refuse('there is no "output" in what it returned.')
    return { value: output, input: tokenUsage?.prompt ?? undefined, output: tokenUsage?.completion ?? undefined }
  } catch (error) {
    if (error instanceof CodeError) throw refuse(error.message)
    throw error
  }
}
