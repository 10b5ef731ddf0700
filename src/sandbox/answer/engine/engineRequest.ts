// Recognises the engine's own requests (proposals, hint, judge, cases): the last line of the last user message is their JSON.
// Must answer them from the request alone, like every other.

import type { GenerationRequest } from '../../../core/generate/contract.ts'
import { sha256 } from '../../../core/hash.ts'
import type { JudgeRequest } from '../../../core/judge/question.ts'
import type { HintRequest, ProposalRequest } from '../../../core/optimize/contract.ts'
import type { ChatMessage } from '../../../core/ports.ts'
import { Random } from '../../../core/random.ts'
import { ABILITIES, type Size } from '../ability.ts'
import type { Answer } from '../prompt.ts'
import { hint } from './hint.ts'
import { judge } from './judge.ts'
import { makeCases } from './makeCases.ts'
import { propose } from './propose.ts'

export interface EngineRequest {
  readonly size: Size
  readonly messages: readonly ChatMessage[]
  /** A schema on the wire is kept to; one that only the text describes may come back fenced. */
  readonly enforced: boolean
  readonly repeat: number
}

type Task = ProposalRequest | HintRequest | JudgeRequest | GenerationRequest

/** Undefined where the request is not the engine's. */
export function answerEngine(request: EngineRequest): Answer | undefined {
  const source = request.messages
    .findLast((message) => message.role === 'user')
    ?.content.trim()
    .split('\n')
    .at(-1)
  const task = taskOf(source ?? '')
  if (task === undefined) return undefined
  const seed = sha256(`${request.size}\n${source}\n${request.repeat}`)
  const draw = (choice: string): number => new Random(seed, choice).next()
  const json = JSON.stringify(replyTo(task, request.size, draw))
  const loose = !request.enforced && draw('fence') < 1 - ABILITIES[request.size].obedience
  return { text: loose ? `Here is what I suggest:\n\n\`\`\`json\n${json}\n\`\`\`` : json, refused: false }
}

function replyTo(task: Task, size: Size, draw: (choice: string) => number): unknown {
  if (task.task === 'hint') return hint(task, draw)
  if (task.task === 'judge') return judge(task, size, draw)
  if (task.task === 'make_cases') return makeCases(task, size, draw)
  return propose(task, size, draw)
}

const FIELDS: Readonly<Record<Task['task'], readonly string[]>> = {
  propose_edits: ['prompt', 'failures', 'passes', 'rejected', 'keep'],
  rewrite_prompt: ['prompt', 'failures', 'passes', 'rejected', 'keep'],
  hint: ['failures'],
  judge: [],
  make_cases: ['prompt', 'variables', 'examples', 'wanted', 'rare', 'full', 'existing'],
}

/** The task on the line, where it is one of the engine's with the lists it needs. */
function taskOf(line: string): Task | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value = JSON.parse(line) as Record<string, unknown>
    const fields = Object.hasOwn(FIELDS, String(value.task)) ? FIELDS[value.task as Task['task']] : undefined
    return fields?.every((field) => Array.isArray(value[field])) ? (value as unknown as Task) : undefined
  } catch {
    return undefined
  }
}
