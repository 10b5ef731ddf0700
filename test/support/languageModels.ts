// Stands in for the `vscode` module where only its language models are used. Import it before what imports vscode.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
})

export interface FakeModel {
  readonly vendor: string
  readonly family: string
  readonly id: string
  readonly version: string
  sendRequest(
    messages: readonly LanguageModelChatMessage[],
    options: object,
    token: Token,
  ): Promise<{ text: AsyncIterable<string> }>
  countTokens(text: string): Promise<number>
}

interface Token {
  isCancellationRequested: boolean
  onCancellationRequested(listener: () => void): void
}

export const offered: FakeModel[] = []

export const lm = {
  selectChatModels: async (selector: { vendor?: string } = {}) =>
    offered.filter(({ vendor }) => selector.vendor === undefined || selector.vendor === vendor),
}

export class LanguageModelChatMessage {
  readonly role: number
  readonly content: string
  constructor(role: number, content: string) {
    this.role = role
    this.content = content
  }
  static User(content: string): LanguageModelChatMessage {
    return new LanguageModelChatMessage(1, content)
  }
  static Assistant(content: string): LanguageModelChatMessage {
    return new LanguageModelChatMessage(2, content)
  }
}

export class CancellationError extends Error {}

export class LanguageModelError extends Error {
  readonly code: string
  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

export class CancellationTokenSource {
  readonly #listeners: (() => void)[] = []
  readonly token: Token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener) => void this.#listeners.push(listener),
  }
  cancel(): void {
    this.token.isCancellationRequested = true
    for (const listener of this.#listeners) listener()
  }
  dispose(): void {}
}
