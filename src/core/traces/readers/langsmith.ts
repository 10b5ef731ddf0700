// LangSmith: runs, feedback and dataset examples, one a line or in a list. Source: the SDK's schemas.
import { at, type Fields, fieldsOf, numberOf, present, textOf } from '../fields.ts'
import { messagesOf, outputOf, toolsOf } from '../messages.ts'
import type { LoggedCall, LoggedScore, LogPiece, LogReader, Scorer } from '../record.ts'

export const langsmithReader: LogReader = {
  id: 'langsmith',
  label: 'LangSmith export',
  read: ({ value }) => {
    const fields = fieldsOf(value)
    if (fields === undefined) return undefined
    if ('run_type' in fields) return runOf(fields)
    if ('key' in fields && 'run_id' in fields) return feedbackOf(fields)
    return isExample(fields) ? [exampleOf(fields)] : undefined
  },
}

function runOf(fields: Fields): LogPiece[] {
  const { inputs, outputs } = fields
  const messages = messagesOf(inputs)
  const trace = fields.run_type === 'llm' ? textOf(fields.trace_id) : undefined
  const tools = toolsOf(at(outputs, 'generations', 0, 0, 'message', 'kwargs') ?? outputs)
  return [
    present<LoggedCall>({
      kind: 'call',
      id: textOf(fields.id ?? fields.run_id),
      belongsTo: trace === undefined ? undefined : [trace],
      at: textOf(fields.start_time),
      model: textOf(
        at(fields, 'extra', 'metadata', 'ls_model_name') ?? at(fields, 'extra', 'invocation_params', 'model'),
      ),
      messages,
      vars: messages === undefined ? fieldsOf(inputs) : undefined,
      output: outputOf(outputs),
      tools: tools.length > 0 ? tools : undefined,
      error: textOf(fields.error),
    }),
  ]
}

/** Whoever is not named as a program: `model` is a judge, `api` may be either. */
const SCORERS: Readonly<Record<string, Scorer>> = { app: 'human', model: 'judge', auto_eval: 'judge', api: 'unknown' }

function feedbackOf(fields: Fields): LogPiece[] {
  const about = textOf(fields.run_id) ?? textOf(fields.trace_id)
  if (about === undefined) return []
  const { score, value, correction } = fields
  const isFlag = typeof score === 'boolean'
  const rating = present<LoggedScore>({
    name: textOf(fields.key) ?? 'feedback',
    value: isFlag ? Number(score) : numberOf(score),
    label: textOf(value),
    comment: textOf(fields.comment),
    by: SCORERS[String(at(fields, 'feedback_source', 'type'))] ?? 'unknown',
    correction: outputOf(correction),
  })
  return [{ kind: 'feedback', about, score: rating }]
}

/** A row of a dataset. */
function isExample(fields: Fields): boolean {
  return fieldsOf(fields.inputs) !== undefined && 'outputs' in fields
}

/** Outputs are a person's only where the row stands in a dataset and was not copied from a run. */
function exampleOf(fields: Fields): LoggedCall {
  const messages = messagesOf(fields.inputs)
  const answer = outputOf(fields.outputs)
  const isReference = 'dataset_id' in fields && textOf(fields.source_run_id) === undefined
  return present<LoggedCall>({
    kind: 'call',
    id: textOf(fields.id),
    at: textOf(fields.created_at),
    messages,
    vars: messages === undefined ? fieldsOf(fields.inputs) : undefined,
    output: isReference ? undefined : answer,
    error: textOf(fields.error),
    scores: isReference && answer !== undefined ? [{ name: 'dataset', by: 'human', correction: answer }] : undefined,
  })
}
