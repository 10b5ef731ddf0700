// Whole new texts for one message of a prompt: the same task, labels and protected lines, told in a better order.
// Must keep every line that is protected and every text that has to survive.
import type { Proposal, ProposalRequest } from '../../../core/optimize/contract.ts'
import { nameKey } from '../text.ts'
import { type Draw, formEdits, labelIn, shuffled } from './edits.ts'
import { byExpected, isFormFailure, tellingWords } from './failures.ts'
import { messageOf, type PromptView } from './promptView.ts'

const INTROS: readonly ((view: PromptView) => string)[] = [
  ({ inputNoun, noun }) => `Decide which ${noun} the ${inputNoun} belongs to.`,
  ({ inputNoun, noun }) => `Your task is to sort the ${inputNoun} into exactly one ${noun}.`,
  ({ inputNoun, noun }) => `Read the ${inputNoun} and choose the one ${noun} that fits it best.`,
  ({ inputNoun, noun }) => `You are an experienced clerk who assigns a ${noun} to each ${inputNoun}.`,
]

/** One rewrite for each alternative asked for. `blur` is how badly the proposer reads the failures. */
export function rewrites(
  request: ProposalRequest,
  view: PromptView,
  draw: Draw,
  most: number,
  blur: number,
): Proposal[] {
  const lines = messageToRewrite(request, view)
  const first = lines[0]
  if (first === undefined) return []
  const forms = formEdits(request, view, draw).map((edit) => edit.text.trim())
  return shuffled(INTROS, draw).flatMap((intro, i) => {
    return [true, false].map((defined, j): Proposal => {
      const form = forms[(2 * i + j) % Math.max(1, forms.length)] ?? ''
      const list = listOf(request, view, defined ? { draw, most, blur } : undefined)
      const text = [intro(view), ...list, form, ...keptLines(request, lines)].filter((part) => part !== '')
      const how = defined ? 'with what each answer covers' : 'with the answers it has'
      return {
        hypothesis: `The prompt is better told anew ${how}: ${form.slice(0, 80)} (${i + 1})`,
        kind: 'rewrite',
        op: 'rewrite',
        line: first.id,
        text: text.join('\n\n'),
      }
    })
  })
}

type Lines = ProposalRequest['prompt']

/** The message with the labels, or else the one with the variables. */
function messageToRewrite(request: ProposalRequest, view: PromptView): Lines {
  const { prompt } = request
  const listed = view.lastListed && prompt.indexOf(view.lastListed)
  const index = listed ?? prompt.findIndex((line) => line.protected)
  const message = messageOf(prompt, Math.max(0, index))
  return prompt.filter((_, i) => messageOf(prompt, i) === message)
}

function listOf(
  request: ProposalRequest,
  view: PromptView,
  reader: { draw: Draw; most: number; blur: number } | undefined,
): string[] {
  if (view.labels.length === 0) return []
  const wrong = request.failures.filter((failure) => !isFormFailure(failure))
  const found = new Map(byExpected(wrong).map((group) => [nameKey(group.expected), group.failures]))
  const lines = view.labels.map(({ key, name, text }) => {
    const own = (found.get(key) ?? []).map((failure) => failure.input)
    const others = request.passes.filter((pass) => labelIn(pass.output, view)?.key !== key).map((pass) => pass.input)
    const jitter = (word: string): number => (reader ? reader.blur * (reader.draw(`word ${word}`) - 0.5) : 0)
    const known = `${name} ${text} ${view.inputNoun}`
    const words = reader ? tellingWords(own, others, known, jitter).slice(0, reader.most) : []
    const says = [text, ...words].filter((part) => part !== '').join(', ')
    return says === '' ? `- ${name}` : `- ${name}: ${says}`
  })
  return [lines.join('\n')]
}

/** Protected lines as they are, with every text to keep that would otherwise be lost. */
function keptLines(request: ProposalRequest, lines: Lines): string[] {
  const kept = lines.filter((line) => line.protected).map((line) => line.text)
  const before = lines.map((line) => line.text).join('\n')
  const lost = request.keep.filter((span) => before.includes(span) && !kept.join('\n').includes(span))
  return [...lost, ...(kept.length > 0 ? [kept.join('\n')] : [])]
}
