// The one proposer behind all systems: the world's thoughts, told in the shape that the asker understands.
// Our contract gets JSON edits; anything else is a prompt in a fence with examples below it, and gets a whole prompt.
import type { Proposal, ProposalRequest } from '../../src/core/optimize/contract.ts'
import { drawsOf, type Item, instructionLines, type SeenFailure, shuffled, type Thought, type World } from './world.ts'

/** How often a proposer that writes a line anew loses another one on the way. */
const DROPS = 0.2
/** How often a failure beyond the first leads to a line of its own in a whole prompt. */
const MORE = 0.3
/** How often it heeds that an idea was tried in vain. */
const HEEDS = 0.8

export interface WholePromptRequest {
  readonly prompt: string
  readonly failures: readonly SeenFailure[]
}

/** The reply to `text`, the last message sent to the proposer. `repeat` counts equal requests. */
export function replyOf(world: World, text: string, repeat: number): string {
  const random = drawsOf('proposer', text, repeat)
  const rounds = candidatesRequest(text)
  if (rounds !== undefined) return candidatesReply(world, rounds, random)
  const request = contractRequest(text)
  if (request === undefined) return wholePromptReply(world, text, random)
  if (request.task === 'rewrite_prompt') return JSON.stringify({ proposals: rewrites(world, request, random) })
  return JSON.stringify({ proposals: edits(world, request, random) })
}

function contractRequest(text: string): ProposalRequest | undefined {
  const last = text.slice(text.lastIndexOf('\n') + 1)
  if (!last.startsWith('{"task":')) return undefined
  return JSON.parse(last) as ProposalRequest
}

/** What `promptfoo optimize` asks, as far as it is used here. */
interface CandidatesRequest {
  readonly candidateCount: number
  readonly currentPrompt: string
  readonly failures: readonly { readonly vars?: string; readonly output?: string }[]
}

function candidatesRequest(text: string): CandidatesRequest | undefined {
  if (!text.startsWith('{') || !text.includes('"currentPrompt"')) return undefined
  return JSON.parse(text) as CandidatesRequest
}

function candidatesReply(
  world: World,
  { candidateCount, currentPrompt, failures }: CandidatesRequest,
  random: () => number,
): string {
  const seen = failures.flatMap(({ vars = '{}', output = '' }) => {
    const { input } = JSON.parse(vars) as { readonly input?: string }
    const item = world.items.find((one) => one.text === input)
    return item === undefined ? [] : [{ item, output }]
  })
  const candidates = Array.from({ length: candidateCount }, (_, i) => ({
    hypothesis: `Attempt ${i + 1}.`,
    prompt: rewritten(world, currentPrompt, seen, random),
  }))
  return JSON.stringify({ candidates })
}

function edits(world: World, request: ProposalRequest, random: () => number): Proposal[] {
  const failures = failuresOf(world, request)
  const texts = request.prompt.map((line) => line.text)
  const lines = instructionLines(texts.join('\n'))
  const free = request.prompt.filter((line) => !line.protected && line.text.trim() !== '')
  const caseAt = request.prompt.findIndex((line) => line.text.includes('<case>'))
  const anchor =
    caseAt > 0 ? (request.prompt[caseAt - 1]?.id ?? 'L0') : caseAt === 0 ? 'L0' : (request.prompt.at(-1)?.id ?? 'L0')
  const taken = new Set<string>()
  return Array.from({ length: request.alternatives }, (): Proposal => {
    const { add, remove } = freshThought(world, failures, lines, request.rejected, taken, random)
    if (remove !== undefined) {
      const line = request.prompt.find((one) => one.text === remove)?.id ?? anchor
      return { hypothesis: `This line does harm: ${remove}`, kind: 'delete', op: 'delete', line, text: '' }
    }
    const text = add ?? ''
    const told = { hypothesis: `Missing: ${text}`, kind: 'instruction' as const, text }
    const lost = random() < DROPS ? free[Math.floor(random() * free.length)] : undefined
    return lost === undefined
      ? { ...told, op: 'insert_after', line: anchor }
      : { ...told, op: 'replace', line: lost.id }
  })
}

function rewrites(world: World, request: ProposalRequest, random: () => number): Proposal[] {
  const failures = failuresOf(world, request)
  const prompt = request.prompt.map((line) => line.text).join('\n')
  const line = request.prompt.find((one) => one.text.includes('<case>'))?.id ?? 'L1'
  return Array.from({ length: request.alternatives }, (_, i): Proposal => {
    const text = rewritten(world, prompt, failures, random)
    return { hypothesis: `A whole prompt, attempt ${i + 1}.`, kind: 'rewrite', op: 'rewrite', line, text }
  })
}

/** The current prompt with a thought or more about the failures, as a model writes it when it writes everything anew. */
export function rewritten(
  world: World,
  prompt: string,
  failures: readonly SeenFailure[],
  random: () => number,
): string {
  let lines = prompt.split('\n')
  const known = instructionLines(prompt)
  const minded = shuffled(failures, random).filter((_, i) => i === 0 || random() < MORE)
  const thoughts =
    minded.length === 0 ? [world.think([], known, random)] : minded.map((one) => world.think([one], known, random))
  for (const { add, remove } of thoughts) {
    if (remove !== undefined) lines = lines.filter((line) => line !== remove)
    if (add !== undefined && !lines.includes(add)) {
      const at = lines.findIndex((line) => line.includes('<case>'))
      lines.splice(at < 0 ? lines.length : at, 0, add)
    }
  }
  const free = lines.filter((line) => line.trim() !== '' && !line.includes('{{'))
  if (free.length > 0 && random() < DROPS) {
    const lost = free[Math.floor(random() * free.length)]
    lines = lines.filter((line) => line !== lost)
  }
  return lines.join('\n')
}

function wholePromptReply(world: World, text: string, random: () => number): string {
  const { prompt, failures } = readWholePromptRequest(world, text)
  return `The examples show what is missing. The new instructions:\n\n\`\`\`\n${rewritten(world, prompt, failures, random)}\n\`\`\``
}

/** Reads "instruction in the first fence, examples after it", as GEPA's and Ax's reflection prompts have it. */
export function readWholePromptRequest(world: World, text: string): WholePromptRequest {
  const open = text.indexOf('```\n')
  const close = text.indexOf('\n```', open + 4)
  const prompt = open < 0 || close < 0 ? '' : text.slice(open + 4, close)
  const rest = text.slice(close)
  const seen = world.items
    .map((item) => ({ item, at: positionOf(item, rest) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  const failures = seen.flatMap(({ item, at }, i) => {
    const about = rest.slice(at, seen[i + 1]?.at)
    const output = /Wrong: got "(.*)", expected/.exec(about)?.[1]
    return output === undefined ? [] : [{ item, output }]
  })
  return { prompt, failures }
}

function positionOf(item: Item, text: string): number {
  for (let at = text.indexOf(item.text); at >= 0; at = text.indexOf(item.text, at + 1))
    if (text[at - 1] === '\n' && text[at + item.text.length] === '\n') return at
  return -1
}

function failuresOf(world: World, request: ProposalRequest): SeenFailure[] {
  return request.failures.flatMap(({ input, output }) => {
    const item = world.items.find((one) => one.text === input)
    return item === undefined ? [] : [{ item, output }]
  })
}

/** A thought that is none of those taken, and mostly none of those that were tried in vain. */
function freshThought(
  world: World,
  failures: readonly SeenFailure[],
  lines: readonly string[],
  rejected: ProposalRequest['rejected'],
  taken: Set<string>,
  random: () => number,
): Thought {
  let thought: Thought = {}
  for (let attempt = 0; attempt < 8; attempt++) {
    thought = world.think(failures, lines, random)
    const key = thought.add ?? `remove ${thought.remove}`
    const vain = rejected.some(({ hypothesis }) => hypothesis.endsWith(`: ${thought.add ?? thought.remove}`))
    const useless = thought.add !== undefined && lines.includes(thought.add)
    if (taken.has(key) || useless || (vain && random() < HEEDS)) continue
    taken.add(key)
    break
  }
  return thought
}
