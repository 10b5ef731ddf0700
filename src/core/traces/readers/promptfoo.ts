// promptfoo's results, version 3: each result with its variables, answer, grade and what people rated. A test's own
// assertions come along, without those that are code. Source: promptfoo's OutputFile type.
import { fillTemplate } from '../../evals/template.ts'
import { at, type Fields, fieldsOf, listOf, numberOf, present, textOf, unpacked } from '../fields.ts'
import { messagesOf, outputOf } from '../messages.ts'
import type { LoggedCall, LoggedScore, LogReader } from '../record.ts'

export const promptfooReader: LogReader = {
  id: 'promptfoo',
  label: 'promptfoo results',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    if (fields === undefined) return undefined
    if ('evalId' in fields && at(fields, 'results', 'version') !== undefined) return []
    if (!('promptIdx' in fields || 'testIdx' in fields) || fieldsOf(fields.vars) === undefined) return undefined
    return [callOf(fields)]
  },
}

function callOf(fields: Fields): LoggedCall {
  const failed =
    fields.failureReason === 2 ? (textOf(fields.error) ?? 'error') : textOf(at(fields, 'response', 'error'))
  const vars = fieldsOf(fields.vars) ?? {}
  const assert = listOf(at(fields, 'testCase', 'assert'))
    .filter(isPlain)
    .map((one) => fillTemplate(one, vars))
  return present<LoggedCall>({
    kind: 'call',
    id: textOf(fields.id),
    model: textOf(at(fields, 'provider', 'id')),
    messages: messagesOf(unpacked(at(fields, 'prompt', 'raw'))),
    vars,
    output: outputOf(at(fields, 'response', 'output')),
    error: failed,
    assert: assert.length > 0 ? assert : undefined,
    scores: [...ratings(fields), ...verdict(fields)],
  })
}

/** An assertion that runs no code and reads no file. */
function isPlain(assertion: unknown): boolean {
  const type = textOf(at(assertion, 'type'))?.replace(/^not-/, '')
  return (
    type !== undefined &&
    !/^(?:javascript|python|ruby|human|webhook|assert-set)$/.test(type) &&
    !/file:\/\//.test(JSON.stringify(assertion))
  )
}

function ratings(fields: Fields): LoggedScore[] {
  return listOf(at(fields, 'gradingResult', 'componentResults')).flatMap((part) => {
    if (at(part, 'assertion', 'type') !== 'human') return []
    const comment = textOf(at(part, 'reason')) ?? textOf(at(fields, 'gradingResult', 'comment'))
    return [present<LoggedScore>({ name: 'human', value: at(part, 'pass') === true ? 1 : 0, comment, by: 'human' })]
  })
}

function verdict(fields: Fields): LoggedScore[] {
  if (typeof fields.success !== 'boolean' || fields.failureReason === 2) return []
  return [
    present<LoggedScore>({
      name: 'success',
      value: fields.success ? 1 : Math.min(0, numberOf(fields.score) ?? 0),
      comment: textOf(at(fields, 'gradingResult', 'reason')),
      by: 'code',
    }),
  ]
}
