// `tool-call-f1`: F1 of the tools that an output calls against those that are expected, without regard to order and
// number. Reads the calls of OpenAI, Anthropic and Google, also as JSON in a text.
import { isRecord } from '../source.ts'
import { asTexts, type Grader } from './grader.ts'
import { jsonOnLines } from './lineJson.ts'

export const toolCallF1: Grader = {
  type: 'tool-call-f1',
  problem: (value) =>
    (typeof value === 'string' || Array.isArray(value)) && expectedTools(value).length > 0
      ? undefined
      : 'needs the names of tools as its value',
  grade: ({ value, threshold = 1, negated, raw }) => {
    const expected = expectedTools(value)
    const called = new Set(toolNames(raw))
    const shared = expected.filter((name) => called.has(name)).length
    const [precision, recall] = [called.size === 0 ? 0 : shared / called.size, shared / expected.length]
    const score = shared === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    const names = [...called].join(', ') || 'none'
    return {
      pass: score >= threshold !== negated,
      score,
      settled: true,
      reason: `F1 of the tools is ${score.toFixed(3)}, asked for ${threshold}: expected ${expected.join(', ')}, called ${names}`,
    }
  },
}

function expectedTools(value: unknown): string[] {
  const names = Array.isArray(value) ? asTexts(value) : String(value).split(',')
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))]
}

/** The tools that a provider's output calls. */
function toolNames(output: unknown): string[] {
  if (typeof output === 'string') {
    const parsed = parsedJson(output)
    return parsed === undefined ? [...jsonOnLines(output)].flatMap(toolNames) : toolNames(parsed)
  }
  if (Array.isArray(output)) return output.flatMap((item) => (isRecord(item) ? nameOf(item, true) : []))
  if (!isRecord(output)) return []
  if (Array.isArray(output.tool_calls))
    return output.tool_calls.flatMap((call) => (isRecord(call) ? bothNames(call) : []))
  if (isRecord(output.toolCall) && output.type !== 'tool_use' && output.type !== 'function_call') {
    const calls = output.toolCall.functionCalls
    return Array.isArray(calls) ? calls.flatMap((call) => (isRecord(call) ? text(call.name) : [])) : []
  }
  return nameOf(output, false)
}

/** `listed`: in a list, a name alone is enough. */
function nameOf(call: Readonly<Record<string, unknown>>, listed: boolean): string[] {
  if (call.type === 'tool_use' && typeof call.name === 'string') return [call.name]
  if (isRecord(call.functionCall)) return text(call.functionCall.name)
  if (listed) return isRecord(call.function) ? text(call.function.name) : text(call.name)
  return call.type === 'function_call' ? text(call.name) : []
}

function bothNames(call: Readonly<Record<string, unknown>>): string[] {
  return [...(isRecord(call.function) ? text(call.function.name) : []), ...text(call.name)]
}

function text(name: unknown): string[] {
  return typeof name === 'string' ? [name] : []
}

function parsedJson(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}
