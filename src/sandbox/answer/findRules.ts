// Finds what a prompt says about single labels outside its list: "If …, answer X, not Y", "X covers …".
// Must not read an ordinary word as a label: a label counts where it is quoted, follows an answering verb or opens the sentence.
import type { Label, Line } from './prompt.ts'
import { sentencesOf } from './text.ts'

const ANSWERING =
  '(?:answer|choose|use|return|output|say|pick|select|label(?: it)?(?: as)?|classify(?: it)?(?: as)?|route(?: it)?(?: to)?|prefer|reply|respond|means?|then|it is|is|it belongs to|belongs to|goes to|→|->|=>|:)(?: with| the (?:label|queue|category|type|class))?'
const NEGATION =
  /\b(?:not|never|rather than|instead of|and not|over|don['’]t (?:answer|use|choose))\s+(?:with |as |to )?[`"'“*]*$/iu
const DESCRIBING = /^[`"'”*]*\s*(?:is|are|covers?|means?|includes?|applies|also|when|for|if|:|[-–—])\s/iu

export interface Rule {
  readonly key: string
  readonly not: readonly string[]
  readonly text: string
  readonly line: number
}

/** Rules in the instruction lines; `taken` lines are entries of the label list already. */
export function findRules(lines: readonly Line[], labels: readonly Label[], taken: ReadonlySet<number>): Rule[] {
  return lines.flatMap((line, index) => {
    if (line.use !== 'instruction' || taken.has(index)) return []
    return sentencesOf(line.text.replace(/^\s*(?:[-*•–]|\d{1,3}[.)])\s+/u, '')).flatMap((sentence) => {
      const mentions = mentionsOf(sentence, labels)
      const chosen = mentions.filter((mention) => !mention.negated)
      if (chosen.length !== 1 || chosen[0] === undefined) return []
      const not = mentions.filter((mention) => mention.negated).map((mention) => mention.key)
      return [{ key: chosen[0].key, not, text: without(sentence, mentions), line: index }]
    })
  })
}

interface Mention {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly negated: boolean
}

function mentionsOf(sentence: string, labels: readonly Label[]): Mention[] {
  const mentions: Mention[] = []
  for (const label of [...labels].sort((a, b) => b.key.length - a.key.length)) {
    const spelling = label.key.split(' ').map(escapePattern).join(String.raw`[\s_-]+`)
    for (const match of sentence.matchAll(
      new RegExp(String.raw`(?<![\p{L}\p{N}_])${spelling}(?![\p{L}\p{N}_])`, 'giu'),
    )) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (mentions.some((other) => start < other.end && end > other.start)) continue
      const before = sentence.slice(0, start)
      const negated = NEGATION.test(before)
      if (negated || isNamed(before, sentence.slice(end), match[0]))
        mentions.push({ key: label.key, start, end, negated })
    }
  }
  return mentions.sort((a, b) => a.start - b.start)
}

/** Whether the word at hand is meant as a label. */
function isNamed(before: string, after: string, name: string): boolean {
  if (/[`"'“*]$/u.test(before) && /^[`"'”*]/u.test(after)) return true
  if (name.includes('_')) return true
  if (new RegExp(String.raw`(?:^|[\s,(])${ANSWERING}\s*$`, 'iu').test(before)) return true
  return before.trim() === '' && DESCRIBING.test(after)
}

function without(sentence: string, mentions: readonly Mention[]): string {
  let text = sentence
  for (const mention of [...mentions].reverse()) text = `${text.slice(0, mention.start)} ${text.slice(mention.end)}`
  return text
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
}
