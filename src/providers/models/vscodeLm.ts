// Models that VS Code offers to extensions, Copilot's among them: no key needed, no usage reported, no system role.
// The only provider that may import vscode; loaded by the extension's composition root alone.
import * as vscode from 'vscode'
import { InputError } from '../../core/errors.ts'
import { type ChatMessage, type ChatModel, type ChatReply, type ChatRequest, ModelError } from '../../core/ports.ts'
import { estimateTokens } from '../../core/pricing.ts'
import { abortedError } from '../sdkErrors.ts'
import { messagesWithSchema } from './schemaText.ts'

/** Codes of `LanguageModelError` (VS Code API, LanguageModelError.code). */
const REASONS: Readonly<Record<string, ModelError['reason']>> = {
  NoPermissions: 'forbidden',
  Blocked: 'quota',
  NotFound: 'not-found',
}

/** `name` is `vendor/family` or `vendor/id`, e.g. `copilot/gpt-4.1`. Call it after a user's action: VS Code may ask for
 *  consent. Throws `InputError` where there is no such model. */
export async function findVscodeModel(name: string): Promise<ChatModel> {
  const [vendor = '', ...rest] = name.split('/')
  const wanted = rest.join('/')
  const offered = await vscode.lm.selectChatModels({ vendor })
  const model = offered.find(({ family }) => family === wanted) ?? offered.find(({ id }) => id === wanted)
  if (model !== undefined) return chatModel(`vscode:${name}`, model)
  const all = await vscode.lm.selectChatModels()
  throw new InputError(
    `VS Code offers no language model "${name}".`,
    all.length === 0
      ? 'Sign in to GitHub Copilot or install an extension that provides models.'
      : `It offers ${all.map((one) => `vscode:${one.vendor}/${one.family}`).join(', ')}.`,
  )
}

function chatModel(id: string, model: vscode.LanguageModelChat): ChatModel {
  return {
    id,
    notice: 'System role emulated; may use your Copilot quota',
    async send(request, signal) {
      const source = new vscode.CancellationTokenSource()
      const cancel = () => source.cancel()
      signal.addEventListener('abort', cancel, { once: true })
      try {
        signal.throwIfAborted()
        return await ask(model, request, source.token)
      } catch (error) {
        throw modelError(error, id, signal)
      } finally {
        signal.removeEventListener('abort', cancel)
        source.dispose()
      }
    },
  }
}

async function ask(
  model: vscode.LanguageModelChat,
  request: ChatRequest,
  token: vscode.CancellationToken,
): Promise<ChatReply> {
  const messages = withoutSystem(messagesWithSchema(request))
  const started = performance.now()
  const response = await model.sendRequest(messages.map(wire), {}, token)
  let text = ''
  for await (const part of response.text) text += part
  const latencyMs = performance.now() - started
  const [inputTokens, outputTokens] = await Promise.all([
    tokensOf(model, messages.map(({ content }) => content).join('\n')),
    tokensOf(model, text),
  ])
  return {
    text,
    usage: { inputTokens, outputTokens, estimated: true },
    finish: 'stop',
    servedBy: `${model.vendor}/${model.family} ${model.version}`.trim(),
    latencyMs,
  }
}

/** What the system would say stands at the head of the first user message. */
export function withoutSystem(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const turns = messages.filter(({ role }) => role !== 'system')
  if (system.length === 0) return turns
  const [first] = turns
  if (first?.role !== 'user') return [{ role: 'user', content: system.join('\n\n') }, ...turns]
  return turns.with(0, { role: 'user', content: [...system, first.content].join('\n\n') })
}

function wire({ role, content }: ChatMessage): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(content)
    : vscode.LanguageModelChatMessage.User(content)
}

/** The answer is already there: a model that cannot count must not lose it. */
async function tokensOf(model: vscode.LanguageModelChat, text: string): Promise<number> {
  try {
    return await model.countTokens(text)
  } catch {
    return estimateTokens(text)
  }
}

function modelError(error: unknown, id: string, signal: AbortSignal): ModelError {
  if (signal.aborted) return abortedError({ who: id, signal })
  if (error instanceof vscode.CancellationError) return new ModelError('aborted', `${id}: the call was cancelled.`)
  if (error instanceof vscode.LanguageModelError)
    return new ModelError(REASONS[error.code] ?? 'server', `${id}: ${error.message.slice(0, 300)}`, {
      code: error.code,
    })
  return new ModelError('server', `${id}: ${error instanceof Error ? error.message.slice(0, 300) : 'no answer'}`)
}
