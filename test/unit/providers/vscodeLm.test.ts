import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { ChatRequest } from '../../../src/core/ports.ts'
import { ModelError } from '../../../src/core/ports.ts'
import { CancellationError, type FakeModel, LanguageModelError, offered } from '../../support/languageModels.ts'

const { InputError } = await import('../../../src/core/errors.ts')
const { findVscodeModel } = await import('../../../src/providers/models/vscodeLm.ts')

const never = new AbortController().signal
const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Route the message.' },
    { role: 'user', content: 'Charged twice.' },
    { role: 'assistant', content: 'billing' },
    { role: 'user', content: 'Parcel?' },
  ],
  maxOutputTokens: 8,
  repeat: 0,
}

async function* parts(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

function offer(change: Partial<FakeModel> = {}): void {
  offered.push({
    vendor: 'copilot',
    family: 'gpt-4.1',
    id: 'gpt-4.1-2026',
    version: 'v2',
    sendRequest: async () => ({ text: parts('ship', 'ping') }),
    countTokens: async (text) => text.length,
    ...change,
  })
}

beforeEach(() => {
  offered.length = 0
})

describe('VS Code language models', () => {
  it('put the system message at the head of the first user message, and say so', async () => {
    let sent: unknown
    offer({
      sendRequest: async (messages) => {
        sent = messages.map(({ role, content }) => [role, content])
        return { text: parts('ship', 'ping') }
      },
    })
    const model = await findVscodeModel('copilot/gpt-4.1')
    const { latencyMs: _, ...reply } = await model.send(request, never)
    const turns = [
      [1, 'Route the message.\n\nCharged twice.'],
      [2, 'billing'],
      [1, 'Parcel?'],
    ]
    assert.deepEqual(sent, turns)
    const inputTokens = turns.map(([, text]) => text).join('\n').length
    assert.deepEqual(reply, {
      text: 'shipping',
      usage: { inputTokens, outputTokens: 8, estimated: true },
      finish: 'stop',
      servedBy: 'copilot/gpt-4.1 v2',
    })
    assert.deepEqual(
      [model.id, model.notice],
      ['vscode:copilot/gpt-4.1', 'System role emulated; may use your Copilot quota'],
    )
  })

  it('are asked for a shape in words', async () => {
    let first = ''
    offer({
      sendRequest: async (messages) => {
        first = messages[0]?.content ?? ''
        return { text: parts('{}') }
      },
    })
    const schema = { name: 's', schema: { type: 'object' } }
    await (await findVscodeModel('copilot/gpt-4.1')).send({ ...request, schema }, never)
    assert.ok(
      first.startsWith('Route the message.') && first.includes('{"type":"object"}') && first.endsWith('Charged twice.'),
    )
  })

  it('are found by id too, and the ones on offer are named where there is no such model', async () => {
    offer()
    assert.equal((await findVscodeModel('copilot/gpt-4.1-2026')).id, 'vscode:copilot/gpt-4.1-2026')
    await assert.rejects(
      findVscodeModel('copilot/gpt-9'),
      (error) => InputError.is(error) && error.mend.includes('vscode:copilot/gpt-4.1'),
    )
    offered.length = 0
    await assert.rejects(
      findVscodeModel('copilot/gpt-9'),
      (error) => InputError.is(error) && /Sign in/.test(error.mend),
    )
  })

  for (const [code, reason] of [
    ['NoPermissions', 'forbidden'],
    ['Blocked', 'quota'],
    ['NotFound', 'not-found'],
    ['Unknown', 'server'],
  ])
    it(`call ${code} "${reason}"`, async () => {
      offer({ sendRequest: () => Promise.reject(new LanguageModelError('no', code ?? '')) })
      const sent = (await findVscodeModel('copilot/gpt-4.1')).send(request, never)
      await assert.rejects(sent, (error) => ModelError.is(error) && error.reason === reason && error.code === code)
    })

  it('fail where the stream fails', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'ship'
      throw new LanguageModelError('filtered', 'Blocked')
    }
    offer({ sendRequest: async () => ({ text: broken() }) })
    const sent = (await findVscodeModel('copilot/gpt-4.1')).send(request, never)
    await assert.rejects(sent, (error) => ModelError.is(error) && error.reason === 'quota')
  })

  it('stop when they are cancelled', async () => {
    const controller = new AbortController()
    offer({
      sendRequest: (_messages, _options, token) =>
        new Promise((_resolve, reject) => {
          token.onCancellationRequested(() => reject(new CancellationError()))
          controller.abort()
        }),
    })
    const sent = (await findVscodeModel('copilot/gpt-4.1')).send(request, controller.signal)
    await assert.rejects(sent, (error) => ModelError.is(error) && error.reason === 'aborted')
  })

  it('keep the answer where tokens cannot be counted', async () => {
    offer({ countTokens: () => Promise.reject(new Error('not supported')) })
    const reply = await (await findVscodeModel('copilot/gpt-4.1')).send(request, never)
    assert.deepEqual([reply.text, reply.usage.outputTokens], ['shipping', 3])
  })
})
