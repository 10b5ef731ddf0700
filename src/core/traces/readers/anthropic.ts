// Anthropic's Message Batches: requests and results, which meet by custom_id. Source: API reference of message batches.
import { at, fieldsOf, present, textOf } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LogReader } from '../record.ts'

export const anthropicReader: LogReader = {
  id: 'anthropic',
  label: 'Anthropic batch requests or results',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    const id = textOf(fields?.custom_id)
    if (fields === undefined || id === undefined) return undefined
    const params = fieldsOf(fields.params)
    if (params !== undefined)
      return [present<LoggedCall>({ kind: 'call', id, messages: messagesOf(params), model: textOf(params.model) })]
    const result = fieldsOf(fields.result)
    if (result === undefined) return undefined
    const message = fieldsOf(result.message)
    const tools = toolsOf(message)
    const failed =
      result.type === 'succeeded' ? undefined : (textOf(at(result, 'error', 'error', 'message')) ?? textOf(result.type))
    return [
      present<LoggedCall>({
        kind: 'call',
        id,
        model: textOf(message?.model),
        output: message === undefined ? undefined : outputOf(message.content),
        tools: tools.length > 0 ? tools : undefined,
        error: failed,
      }),
    ]
  },
}
