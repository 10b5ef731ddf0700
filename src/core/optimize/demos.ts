// Worked examples from train cases: which ones, how they are written, and where they stand. Pure, and takes train cases
// alone: no example can come from select or sealed cases.
import type { TrainCase } from '../evals/case.ts'
import { wordsOf } from '../evals/caseText.ts'
import { inputOf } from '../evals/input.ts'
import { estimateTokens } from '../pricing.ts'
import type { PromptDocument } from '../prompt/document.ts'
import type { Draft } from './draft.ts'

/** A train case with an answer that passed its graders. */
export interface Demo {
  readonly kase: TrainCase
  readonly output: string
}

const MOST = 4
/** Plain words, since a tag or a comment may mean something to the file or to what fills it in. */
const FIRST_LINE = 'Worked examples:'
const LAST_LINE = 'End of the worked examples.'
/** What an example of average length loses against an equally telling one without length. */
const LENGTH_WEIGHT = 0.5

/** The examples as lines of a prompt, between marks by which a person or a program can take them out again. */
export function exampleBlock(prompt: PromptDocument, demos: readonly Demo[]): string {
  const shown = demos.map(({ kase, output }) => `Input: ${inputOf(prompt, kase)}\nOutput: ${output.trim()}`)
  return [FIRST_LINE, ...shown, LAST_LINE].join('\n')
}

/** Up to `count` different sets of at most four. Each starts with another case and grows by what covers another kind of
 *  failure, is unlike the examples it has, and is short. `failing` counts failures by expected answer. */
export function exampleSets(
  prompt: PromptDocument,
  pool: readonly Demo[],
  failing: ReadonlyMap<string | undefined, number>,
  roomTokens: number,
  count: number,
): Demo[][] {
  const words = new Map(pool.map((demo) => [demo, new Set(wordsOf(inputOf(prompt, demo.kase)))]))
  const tokens = (demos: readonly Demo[]) => estimateTokens(exampleBlock(prompt, demos))
  const average = pool.reduce((sum, demo) => sum + tokens([demo]), 0) / Math.max(1, pool.length)
  const failures = [...failing.values()].reduce((sum, n) => sum + n, 0)
  const worth = (demo: Demo, chosen: readonly Demo[]) => {
    const covered = chosen.some(({ kase }) => kase.expected === demo.kase.expected)
    const kind = covered ? 0 : 1 + (failing.get(demo.kase.expected) ?? 0) / Math.max(1, failures)
    const alike = Math.max(0, ...chosen.map((one) => jaccard(words.get(one), words.get(demo))))
    return kind - alike - (LENGTH_WEIGHT * tokens([demo])) / average
  }
  const best = (chosen: readonly Demo[]) =>
    pool
      .filter((demo) => !chosen.includes(demo) && tokens([...chosen, demo]) <= roomTokens)
      .reduce<Demo | undefined>(
        (top, demo) => (top === undefined || worth(demo, chosen) > worth(top, chosen) ? demo : top),
        undefined,
      )
  const sets = new Map<string, Demo[]>()
  for (const first of pool.toSorted((a, b) => worth(b, []) - worth(a, []))) {
    if (sets.size >= count) break
    const set = tokens([first]) <= roomTokens ? [first] : []
    for (let next = best(set); set.length > 0 && set.length < MOST && next !== undefined; next = best(set))
      set.push(next)
    const key = set.map(({ kase }) => kase.id).sort()
    if (set.length > 0) sets.set(key.join(' '), set)
  }
  return [...sets.values()]
}

/** A line that belongs to the input below it: an opening tag, a fence, or words that end in a colon. */
const OPENS_INPUT = /^\s*(?:<[a-z][^<>]*>|`{3,}.*|~{3,}.*|.*:)\s*$/i

/** Id of the line after which examples stand: the last one before the first input, else the end of the message before
 *  it, else the very top. */
export function examplesLine(draft: Draft, holdsInput: (line: string) => boolean): string {
  const at = draft.messages.findIndex(({ lines }) => lines.some(({ text }) => holdsInput(text)))
  const lines = draft.messages[Math.max(0, at)]?.lines ?? []
  const input = at < 0 ? lines.length : lines.findIndex(({ text }) => holdsInput(text))
  const line = lines.slice(0, input).findLast(({ text }) => !OPENS_INPUT.test(text))
  return line?.id ?? draft.messages[at - 1]?.lines.at(-1)?.id ?? 'L0'
}

function jaccard(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number {
  const shared = [...a].filter((word) => b.has(word)).length
  return shared / Math.max(1, a.size + b.size - shared)
}
