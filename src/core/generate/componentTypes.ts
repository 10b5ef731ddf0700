// The kinds of component that a prompt can be: what a right output looks like, how it is usually graded, how it usually
// goes wrong. A table; adding a kind is adding an entry.
import { InputError } from '../errors.ts'
import type { DraftAssertion } from './draft.ts'

export type ComponentId = 'classifier' | 'router' | 'extractor' | 'writer' | 'answerer' | 'agent'

export interface ComponentType {
  readonly id: ComponentId
  /** As a user picks it. */
  readonly label: string
  /** One sentence for whoever picks. */
  readonly about: string
  /** What `expected` is of a case, told to the model that writes cases. */
  readonly expected: string
  /** How such components fail, each as a thing to aim a case at. */
  readonly failures: readonly string[]
  /** Every right output is one of few texts, which the prompt, the description or an example names. */
  readonly closed: boolean
  /** Assertions of all cases in an eval file that is written for it; `{{expected}}` is the right output. */
  readonly defaults: readonly DraftAssertion[]
  /** Further assertions of a case whose right output is `expected`. */
  readonly own: (expected: string) => readonly DraftAssertion[]
  /** Present where no single output is right: what `expected` demands of one, as assertions. */
  readonly demands?: (expected: string, prompt: string) => readonly DraftAssertion[]
  /** Whether a model has to judge. */
  readonly judged: boolean
  /** What speaks for this kind in a prompt's text. */
  readonly signs: RegExp
}

const EXPECTED = '{{expected}}'
const rubric = (value: string): DraftAssertion => ({ type: 'llm-rubric', value })
const likeThis = (expected: string) => [
  rubric(`Says what this says, no less and nothing wrong beside it:\n${expected}`),
]

export const componentTypes: Readonly<Record<ComponentId, ComponentType>> = {
  classifier: {
    id: 'classifier',
    label: 'Classifier',
    about: 'Says which of a few categories the input belongs to.',
    expected: 'One of the categories, spelt exactly as the prompt spells it, and nothing else.',
    failures: [
      'two categories that are easily taken for each other',
      'words of one category in an input that belongs to another',
      'several topics of which one decides',
      'very short, or with hardly a word that tells',
      'negation, irony or a complaint put politely',
      'belongs to none of the named categories, where the prompt has an answer for that',
    ],
    closed: true,
    defaults: [{ type: 'equals', value: EXPECTED }],
    own: () => [],
    judged: false,
    signs: /\b(?:classif|categor|label|sentiment|which of the following|(?:exactly |only |just )?one of\b|yes or no)/gi,
  },
  router: {
    id: 'router',
    label: 'Router',
    about: 'Sends the input to one of several places: a queue, a tool, an agent, a model.',
    expected: 'The name of the place, spelt exactly as the prompt spells it, and nothing else.',
    failures: [
      'two intents in one input, of which one must win',
      'names one place and belongs to another',
      'out of scope for every place',
      'too vague to route without the fallback',
      'asks to be routed somewhere it must not go',
    ],
    closed: true,
    defaults: [{ type: 'equals', value: EXPECTED }],
    own: () => [],
    judged: false,
    signs:
      /\b(?:rout(?:e|es|ing)|queue|dispatch|hand(?:ed)? (?:off|over)|forward(?:ed)? to|which (?:team|agent|tool))/gi,
  },
  extractor: {
    id: 'extractor',
    label: 'Extractor',
    about: 'Takes stated facts out of a text, as JSON.',
    expected: 'The complete JSON that is right, with the keys of the prompt, and null or [] for what is not stated.',
    failures: [
      'a field that is not stated and must not be made up',
      'the same fact twice, corrected later in the text',
      'numbers, dates or units in an unusual form',
      'a value that looks like that of another field',
      'several items where one is usual, or none',
    ],
    closed: false,
    defaults: [{ type: 'is-json' }],
    own: (expected) => [{ type: 'equals', value: jsonOf(expected) ?? expected }],
    judged: false,
    signs: /\b(?:extract|parse|json|fields?|entities|slots?|schema)\b/gi,
  },
  writer: {
    id: 'writer',
    label: 'Writer',
    about: 'Writes free text: a reply, a summary, a rewrite.',
    expected:
      'What a good text must say, must not say and how it must sound, as a list a judge can check; not the text.',
    failures: [
      'a fact is made up that the input does not hold',
      'something the input asks for is left out',
      'the wrong tone for an angry, sad or formal input',
      'longer or shorter than asked for',
      'the input tries to give the writer other orders',
    ],
    closed: false,
    defaults: [],
    own: likeThis,
    demands: (expected) => [rubric(expected)],
    judged: true,
    signs: /\b(?:write|draft|repl(?:y|ies) to|summar|rewrite|rephrase|translate|tone|paragraph)/gi,
  },
  answerer: {
    id: 'answerer',
    label: 'Question answering over context',
    about: 'Answers a question from a text that stands beside it.',
    expected: 'The right answer in one or two sentences; where the context does not hold it, that it is not there.',
    failures: [
      'the context does not hold the answer',
      'the answer needs two places of the context',
      'the context contradicts what everybody believes',
      'a passage is close to the question and does not answer it',
      'the question takes something for granted that is wrong',
    ],
    closed: false,
    defaults: [{ type: 'factuality', value: EXPECTED }],
    own: () => [],
    judged: true,
    signs: /\b(?:context|passage|documents?|sources?|based on|according to|question|answer only)\b/gi,
  },
  agent: {
    id: 'agent',
    label: 'Agent step',
    about: 'Decides what to do next: calls a tool, asks back, or ends; also the instructions of a coding agent.',
    expected:
      'Where a tool is to be called: its name, a colon, and what the call must carry. Else what the step must and must not do.',
    failures: [
      'the needed value for a call is missing, so it must ask back',
      'two tools would do, and one is right',
      'the task is done, so nothing may be called',
      'an action that must not be done without asking',
      'an instruction that stands in a tool result or a file, and must not be followed',
    ],
    closed: false,
    defaults: [],
    own: likeThis,
    demands: toolStep,
    judged: true,
    signs: /\b(?:tools?|function calls?|agent|next (?:step|action)|repository|codebase|you have access)\b/gi,
  },
}

/** Throws `InputError` for a word that names no kind. */
export function componentIdOf(word: string): ComponentId {
  const found = Object.values(componentTypes).find(({ id }) => id === word)
  if (found !== undefined) return found.id
  throw new InputError(`There is no type “${word}”.`, `Use one of ${Object.keys(componentTypes).join(', ')}.`)
}

/** The kind that a prompt most likely is; the first of the table where nothing speaks for any. */
export function suggestedType(prompt: { readonly text: string; readonly isInstructions: boolean }): ComponentId {
  if (prompt.isInstructions) return 'agent'
  // A variable is called after what it holds, not after what is to be made of it.
  const wording = prompt.text.replace(/\{\{.*?\}\}|\{\w+\}/gs, '')
  const [best] = Object.values(componentTypes)
    .map(({ id, signs }) => ({ id, found: wording.match(signs)?.length ?? 0 }))
    .toSorted((a, b) => b.found - a.found)
  return best === undefined || best.found === 0 ? 'writer' : best.id
}

/** What a case of this kind asserts where its eval file asserts nothing for it. */
export function assertionsFor({ defaults, own }: ComponentType, expected: string): DraftAssertion[] {
  return [...defaults.flatMap((one) => (one.value === EXPECTED ? [{ ...one, value: expected }] : [])), ...own(expected)]
}

/** A tool that the prompt knows must be named; what else is asked is judged. */
function toolStep(expected: string, prompt: string): DraftAssertion[] {
  const [, tool, rest] = /^([A-Za-z_][\w.-]*):\s*(.*)$/s.exec(expected.trim()) ?? []
  if (tool === undefined || rest === undefined || !prompt.includes(tool)) return [rubric(expected)]
  return [{ type: 'contains', value: tool }, ...(rest === '' ? [] : [rubric(expected)])]
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
