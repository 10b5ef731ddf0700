// A workspace with as many cases as asked for, in texts of the length of real messages. Made from a seed alone.

import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Random } from '../../src/core/random.ts'

export const LABELS = ['billing', 'delivery', 'account', 'returns', 'technical', 'other'] as const
export const PROMPT = 'prompt.txt'

/** Prompt, eval file and `cases.jsonl` of `count` rows, each text of 500 to 1,500 signs. */
export async function buildWorkspace(root: string, count: number): Promise<void> {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, PROMPT), `Which of ${LABELS.join(', ')} is this message about? Say why.\n\n{{text}}\n`)
  writeFileSync(
    join(root, 'promptfooconfig.yaml'),
    [
      `prompts: [file://${PROMPT}]`,
      'providers: [sandbox:small]',
      'tests: file://cases.jsonl',
      'defaultTest: {assert: [{type: icontains, value: "{{label}}"}]}',
      // Nothing is sealed, so that every case is answered.
      'metadata: {tunesmith: {split: {train: 0.5, select: 0.5, test: 0}, expected: label}}',
      '',
    ].join('\n'),
  )
  const random = new Random('large', 'cases')
  const file = createWriteStream(join(root, 'cases.jsonl'))
  for (let i = 0; i < count; i++) {
    const label = LABELS[Math.floor(random.next() * LABELS.length)]
    const row = { vars: { id: `case-${i}`, text: textOf(random, 500, 1500), label } }
    if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, 'drain')
  }
  await finished(file.end())
}

/** An answer of 200 to 800 signs to `message`, the same each time. */
export function answerTo(message: string): string {
  const random = new Random(message, 'answer')
  const label = LABELS[Math.floor(random.next() * LABELS.length)] ?? 'other'
  return `It is about ${label}: ${textOf(random, 180, 780)}`
}

/** Words as often as in real text (Zipf's law), so that near-duplicates are looked for among shared words. */
function textOf(random: Random, least: number, most: number): string {
  const length = least + Math.floor(random.next() * (most - least))
  let text = ''
  while (text.length < length)
    text += `${wordOf(Math.floor(20_000 ** random.next()))}${random.next() < 0.08 ? '. ' : ' '}`
  return text.slice(0, length).trim()
}

const ONSETS = 'b c d f g h l m n p r s t v w st tr pl gr ch'.split(' ')
const RHYMES = 'a e i o u ar en il on ust ea ie ould ing er and'.split(' ')

function wordOf(rank: number): string {
  let word = ''
  for (let left = rank; left > 0 || word === ''; left = Math.floor(left / (ONSETS.length * RHYMES.length))) {
    word += ONSETS[left % ONSETS.length]
    word += RHYMES[Math.floor(left / ONSETS.length) % RHYMES.length]
  }
  return word
}
