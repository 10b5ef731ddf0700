// The edits a sandbox proposer can think of, from good to useless: wordings of a format, definitions and tie-breaks
// from the words of the failures, and the general advice that models like to give.
// Must build on the request alone, and quote no input.
import type { Proposal, ProposalRequest } from '../../../core/optimize/contract.ts'
import { synonymsOf } from '../lexicon.ts'
import { nameKey } from '../text.ts'
import { alternatives, byExpected, isFormFailure, tellingWords } from './failures.ts'
import type { LabelPlace, PromptView } from './promptView.ts'

export type Draw = (choice: string) => number

const FORM_WORDINGS: readonly ((noun: string) => string)[] = [
  (noun) => `Answer with only the name of one ${noun}, exactly as it is written above, and nothing else.`,
  (noun) => `Reply with the ${noun} name by itself, copied exactly: no sentence, no explanation, no quotes, no bold.`,
  (noun) => `Output exactly one ${noun}, spelt as in the list, in plain text without any other text or punctuation.`,
  (noun) => `Your whole reply must be one ${noun} from the list, verbatim, on a single line. Do not explain it.`,
  (noun) => `Give only the ${noun}, without reasons.`,
  () => 'Keep the same spelling and capitals as in the list.',
  () => 'Be brief and give a short answer.',
]
/** Wordings from the front that pin the form down well. */
const STRONG_WORDINGS = 4

/** Edits that pin the form of the answer down. */
export function formEdits(request: ProposalRequest, view: PromptView, draw: Draw): Proposal[] {
  const said = view.lines.map((line) => line.text).join('\n')
  const wordings = FORM_WORDINGS.map((wording) => wording(view.noun)).filter((text) => !said.includes(text))
  const edits = wordings.map(
    (text, i): Proposal => ({
      hypothesis:
        i < STRONG_WORDINGS
          ? `The form of the answer is not pinned down (wording ${i + 1})`
          : `The answer is too loose: ${text}`,
      kind: 'format',
      op: 'insert_after',
      ...view.insert(text),
    }),
  )
  const strong = edits.slice(0, STRONG_WORDINGS)
  const listed = listingEdit(request, view)
  return [...shuffled(listed ? [...strong, listed] : strong, draw), ...edits.slice(STRONG_WORDINGS)]
}

/** Names the answers in the spelling that the expected ones have. */
function listingEdit({ failures }: ProposalRequest, view: PromptView): Proposal | undefined {
  const seen = failures.flatMap(({ expected }) => expected ?? [])
  const spelling = (label: LabelPlace): string => {
    const exact = seen.find((expected) => nameKey(expected) === label.key)
    const lower = seen.every((expected) => expected === expected.toLowerCase() && !expected.includes(' '))
    return exact ?? (lower && seen.length > 0 ? label.key.replaceAll(' ', '_') : label.name)
  }
  const names = [...new Set([...view.labels.map(spelling), ...seen])]
  if (names.length < 2 || names.length > 25 || names.some((name) => name.length > 48)) return undefined
  return {
    hypothesis: 'The allowed answers are not listed in the spelling that is expected',
    kind: 'format',
    op: 'insert_after',
    ...view.insert(`The answer must be exactly one of these, and nothing else: ${names.join(', ')}.`),
  }
}

/** Edits that say when an answer is right: definitions first, then tie-breaks. */
export function meaningEdits(
  request: ProposalRequest,
  view: PromptView,
  draw: Draw,
  most: number,
  blur: number,
): Proposal[] {
  const wrong = request.failures.filter((failure) => !isFormFailure(failure))
  return byExpected(wrong).flatMap(({ expected, failures }) => {
    const place = view.labels.find((label) => label.key === nameKey(expected))
    const rivals = failures.map((failure) => labelIn(failure.output, view)).filter((rival) => rival !== undefined)
    const rival = rivals.find((label) => label.key !== nameKey(expected))
    const own = failures.map((failure) => failure.input)
    const others = [
      ...request.passes
        .filter((pass) => labelIn(pass.output, view)?.key !== nameKey(expected))
        .map((pass) => pass.input),
      ...wrong.filter((failure) => failure.expected !== expected).map((failure) => failure.input),
    ]
    const known = `${expected} ${place?.text ?? ''} ${view.inputNoun}`
    const words = tellingWords(own, others, known, (word) => blur * (draw(`word ${word}`) - 0.5)).slice(0, most)
    if (words.length === 0) return []
    const synonyms = words.flatMap((word) => synonymsOf(word).slice(0, 1)).filter((word) => !known.includes(word))
    const rich = [...new Set([...words, ...synonyms.slice(0, 2)])]
    const name = place?.name ?? expected
    return [
      definitionEdit(view, place, name, rich),
      definitionEdit(view, place, name, words.slice(0, 3)),
      ...(rival ? [tieBreak(view, name, rival.name, words.slice(0, 4))] : []),
    ]
  })
}

function definitionEdit(
  view: PromptView,
  place: LabelPlace | undefined,
  name: string,
  words: readonly string[],
): Proposal {
  const hypothesis = `The prompt does not say that "${name}" covers ${words.join(', ')}`
  const own = place?.own
  if (place && own && !own.protected) {
    const line = own.text.trimEnd().replace(/[.,;]$/u, '')
    const text = place.text === '' ? `${line}: ${words.join(', ')}` : `${line}, ${words.join(', ')}`
    return { hypothesis, kind: 'definition', op: 'replace', line: own.id, text }
  }
  const text = `- ${name}: ${words.join(', ')}`
  const at = view.lastListed
  if (at === undefined || at.protected)
    return { hypothesis, kind: 'definition', op: 'insert_after', ...view.insert(text) }
  return { hypothesis, kind: 'definition', op: 'insert_after', line: at.id, text }
}

function tieBreak(view: PromptView, name: string, rival: string, words: readonly string[]): Proposal {
  return {
    hypothesis: `"${name}" is taken for "${rival}" where the ${view.inputNoun} speaks of ${words.join(', ')}`,
    kind: 'instruction',
    op: 'insert_after',
    ...view.insert(`If the ${view.inputNoun} is about ${alternatives(words)}, answer ${name}, not ${rival}.`),
  }
}

/** The first label named in an output. */
export function labelIn(output: string, view: PromptView): LabelPlace | undefined {
  const text = ` ${nameKey(output)} `
  return view.labels
    .map((label) => ({ label, at: text.indexOf(` ${label.key} `) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.label.key.length - a.label.key.length)[0]?.label
}

const FEWEST_TO_TRIM = 5

const ADVICE: readonly string[] = [
  'Think step by step before you answer.',
  'You are a world-class expert with many years of experience.',
  'Read the whole text carefully and consider every detail.',
  'Take a deep breath and work on this problem thoroughly.',
  'Pay close attention to the context and the intent behind the words.',
  'Accuracy is very important here, so double-check your answer.',
]

/** Plausible, and of no use. */
export function adviceEdits(view: PromptView, draw: Draw): Proposal[] {
  const said = view.lines.map((line) => line.text).join('\n')
  const advice = ADVICE.filter((text) => !said.includes(text))
  return shuffled(advice, draw).map(
    (text): Proposal => ({
      hypothesis: `The model is not careful enough: ${text}`,
      kind: 'instruction',
      op: 'insert_after',
      ...view.insert(text),
    }),
  )
}

/** Lines of advice that only take room. */
export function deletions(view: PromptView): Proposal[] {
  return view.lines
    .filter((line) => !line.protected && ADVICE.includes(line.text.trim()))
    .map(
      (line): Proposal => ({
        hypothesis: `"${line.text.trim()}" does nothing for the answer`,
        kind: 'delete',
        op: 'delete',
        line: line.id,
        text: '',
      }),
    )
}

/** Definitions with fewer words, to make room. */
export function trims(view: PromptView): Proposal[] {
  return view.labels.flatMap(({ name, own, text }): Proposal[] => {
    const parts = text.split(',').map((part) => part.trim())
    if (own === undefined || own.protected || parts.length < FEWEST_TO_TRIM || !own.text.includes(text)) return []
    const kept = parts.slice(0, -2).join(', ')
    return [
      {
        hypothesis: `"${name}" is told with more words than it needs: ${parts.slice(-2).join(', ')}`,
        kind: 'definition',
        op: 'replace',
        line: own.id,
        text: own.text.replace(text, () => kept),
      },
    ]
  })
}

export function shuffled<T>(items: readonly T[], draw: Draw): T[] {
  return items
    .map((item, i) => ({ item, order: draw(`order ${i} of ${items.length}`) }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}
