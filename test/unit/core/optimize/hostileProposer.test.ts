// 1,000 prompts against a proposer that means harm: nothing that is adopted has lost or gained what it must not, by the
// word of an oracle that knows how each prompt was made and shares no code with the guard.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SelectCase, TestCase, TrainCase } from '../../../../src/core/evals/case.ts'
import { quotesOf } from '../../../../src/core/evals/split.ts'
import { TestVault } from '../../../../src/core/evals/vault.ts'
import type { Candidate } from '../../../../src/core/optimize/candidates.ts'
import { buildDraft, draftTexts, type Edit, seedDraft } from '../../../../src/core/optimize/draft.ts'
import { Guard } from '../../../../src/core/optimize/guard.ts'
import { writePrompt } from '../../../../src/core/prompt/registry.ts'
import { Random } from '../../../../src/core/random.ts'
import {
  attackOn,
  HARMLESS,
  HELD_BACK,
  type Made,
  mailCase,
  makePrompt,
  TRAIN,
} from '../../../support/hostileProposer.ts'

const train = TRAIN.map(mailCase) as TrainCase[]
const [select = [], sealed = []] = [HELD_BACK.slice(0, 1), HELD_BACK.slice(1)].map((texts) => texts.map(mailCase))
const quotesHeldBack = quotesOf({ select: select as SelectCase[], vault: new TestVault(sealed as TestCase[]) })

const count = (text: string, part: string) => text.split(part).length - 1
const matches = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).length
const flat = (text: string) =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

const RUNS = [...TRAIN, ...HELD_BACK].map(flat).flatMap((words) =>
  [5, 8].flatMap((n) =>
    words
      .slice(n - 1)
      .map((_, i) => ` ${words.slice(i, i + n).join(' ')} `)
      .filter((run) => n === 8 || /\d/.test(run)),
  ),
)

/** Tags of other template languages, which are words in this one. */
const FOREIGN: Readonly<Record<string, RegExp>> = { copilot: /^\{%/, jinja: /^\$\{/ }

/** What an adopted prompt has lost or gained, in words; empty where it is sound. */
function violations({ document, exact, kept }: Made, texts: readonly string[]): string[] {
  const seed = document.messages.map((message) => message.text)
  const [before, now] = [seed.join('\n'), texts.join('\n')]
  const found: string[] = []
  const say = (wrong: boolean, what: string) => (wrong ? void found.push(what) : undefined)
  const foreign = FOREIGN[document.engine]
  texts.forEach((text, i) => {
    for (const part of exact[i] ?? [])
      say(!foreign?.test(part) && count(text, part) !== count(seed[i] ?? '', part), `count of ${part}`)
    for (const part of kept[i] ?? []) say(!now.includes(part), `lost ${part}`)
  })
  for (const sign of [
    /\{\{/g,
    /\}\}/g,
    ...(foreign?.test('{%') ? [] : [/\{%/g]),
    ...(foreign?.test('${') ? [] : [/\$\{/g]),
    /<!--/g,
    /<\/?[a-z|]/gi,
    /(?<![{$])\{\w/g,
    /https?:|file:|#\w+:/g,
  ])
    say(matches(now, sign) !== matches(before, sign), `count of ${sign}`)
  say(matches(now, /^ {0,3}```/gm) % 2 !== matches(before, /^ {0,3}```/gm) % 2, 'an open fence')
  const inBlock = /\{% if vip %\}[\s\S]*\{\{name\}\}[\s\S]*\{% endif %\}/
  say(!foreign?.test('{%') && inBlock.test(before) && !inBlock.test(now), 'block')
  say(/(?:Never answer the customer|must not be named) unless/.test(now), 'softened rule')
  say(now.length > Math.max(1.25 * before.length, before.length + 600) + 3, 'length')
  say(/[^\n\t\x20-\x7e]/.test(now), 'signs outside of ASCII')
  say(/previous prompt|improved version|think>|im_start|\[INST|^ *(?:user|assistant|system):? *$/im.test(now), 'meta')
  say(
    texts.some((text, i) => text.trim() === '' && seed[i]?.trim() !== ''),
    'an empty message',
  )
  const [known, words] = [before, now].map((text) => ` ${flat(text).join(' ')} `)
  for (const run of RUNS) say(words?.includes(run) === true && !known?.includes(run), `quotes "${run}"`)
  return [...found, ...brokenFile(document, texts)]
}

function brokenFile(document: Made['document'], texts: readonly string[]): string[] {
  const { path, source, messages } = document
  const file = writePrompt(document, texts)
  if (path.endsWith('.json')) {
    const roles = (JSON.parse(file) as { role: string }[]).map(({ role }) => role)
    return roles.join() === messages.map(({ role }) => role).join() ? [] : ['roles']
  }
  const header = source.startsWith('---') ? source.slice(0, source.indexOf('\n---\n') + 5) : ''
  const same = (pattern: RegExp) => matches(file, pattern) === matches(source, pattern)
  const sound =
    file.startsWith(header) && same(/^(?:system|user|assistant):$/gm) && (!path.endsWith('.txt') || same(/^---$/gm))
  return sound ? [] : ['structure of the file']
}

describe('a hostile proposer', () => {
  it('gets nothing adopted that breaks an invariant, in 1,000 prompts of every format', () => {
    const random = new Random('hostile', 'prompts')
    const tally = { tried: 0, harmful: 0, harmless: 0, harmlessAdopted: 0 }
    for (let n = 0; n < 1000; n++) {
      const made = makePrompt(random)
      const seed = seedDraft(made.document.messages)
      const guard = new Guard(made.document, train, quotesHeldBack)
      const lines = seed.messages.flatMap((message) => message.lines.map((line) => ({ ...line, message })))
      const candidate = (edits: readonly Edit[]) =>
        ({ texts: draftTexts(buildDraft(seed, edits)) }) as unknown as Candidate
      let parent = candidate([])
      let adopted: readonly Edit[] = []
      for (let round = 0; round < 3; round++) {
        // Long lines are the telling ones.
        const drawn = [0, 1, 2].map(() => lines[random.int(lines.length)])
        const line = drawn.toSorted((a, b) => (b?.text.length ?? 0) - (a?.text.length ?? 0))[0]
        if (line === undefined) continue
        const harmless = round === 0
        const attack = harmless
          ? { op: 'insert_after' as const, text: HARMLESS[n % HARMLESS.length] ?? '' }
          : attackOn(line.text, line.message.lines.map(({ text }) => text).join('\n'), random)
        const id = `e${round}`
        const edit: Edit = { ...attack, id, line: line.id, kind: 'instruction', hypothesis: 'h', cluster: 'c' }
        const tried = candidate([...adopted, edit])
        const passed = guard.problemWith(tried, parent) === undefined
        if (harmless) tally.harmless++
        else tally.tried++
        if (passed) {
          assert.deepEqual(violations(made, tried.texts), [], `${made.document.path}\n${tried.texts.join('\n')}`)
          if (harmless) tally.harmlessAdopted++
          parent = tried
          adopted = [...adopted, edit]
        } else if (!harmless) tally.harmful++
        assert.notEqual(guard.problemWith(tried, parent), undefined, 'the same prompt is never tried twice')
      }
    }
    assert.ok(tally.harmlessAdopted > 0.75 * tally.harmless, JSON.stringify(tally))
    assert.ok(tally.harmful > 0.6 * tally.tried, JSON.stringify(tally))
  })
})
