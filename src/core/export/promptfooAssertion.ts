// A case's assertion as promptfoo writes it. What promptfoo has no assertion for is written as code or as a rubric that
// says the same; what can be neither is left out with a word.
import type { CodePiece } from '../code.ts'
import type { Assertion } from '../evals/case.ts'
import { readChoice } from '../evals/graders/choice.ts'
import { asTexts } from '../evals/graders/grader.ts'
import { readRating } from '../evals/graders/rating.ts'
import { readTextMatch } from '../evals/graders/textMatch.ts'
import { promptMessages } from '../judge/messages.ts'
import type { Judging } from '../judge/question.ts'
import { relativePath } from '../relativePath.ts'
import { asLiteral, literalValue } from './nunjucksText.ts'

export interface Written {
  /** Under `assert`. */
  readonly assert?: Readonly<Record<string, unknown>>
  /** Under `metadata.tunesmith.check`, which promptfoo does not look at. */
  readonly check?: string
  /** What is not the same in promptfoo, as a sentence. */
  readonly note?: string
}

/** `path` is where the config will stand. */
export function writeAssertion(assertion: Assertion, path: string): Written {
  const { type, negated, threshold, weight, metric, config, transform, provider } = assertion
  if (type === 'command') {
    const { text } = assertion.value as CodePiece
    return { check: text, note: 'A command that checks an output is Tunesmith’s: promptfoo does not run it.' }
  }
  const common = {
    ...(threshold !== undefined && { threshold }),
    ...(weight !== 1 && { weight }),
    ...(metric !== undefined && { metric }),
    ...(config !== undefined && { config }),
    ...(transform !== undefined && { transform: writeCode(transform, path) }),
    ...(provider !== undefined && { provider: promptfooModel(provider) }),
  }
  if (assertion.assertions !== undefined) {
    const inner = assertion.assertions.map((one) => writeAssertion(one, path))
    const notes = inner.flatMap(({ note }) => note ?? [])
    const assert = inner.flatMap((one) => one.assert ?? [])
    return { assert: { type, ...common, assert }, ...(notes[0] !== undefined && { note: notes[0] }) }
  }
  const own = ownAsPromptfoo(assertion)
  if (own !== undefined) {
    const { note, ...body } = own
    const turned = negated && 'type' in body ? `not-${String(body.type)}` : body.type
    return { assert: { ...common, ...body, type: turned }, ...(note !== undefined && { note }) }
  }
  const value =
    assertion.code === undefined ? literalValue(assertion.value) : { value: writeCode(assertion.code, path) }
  if (value === undefined || (assertion.code !== undefined && value.value === undefined))
    return { note: `A "${type}" assertion holds a template that promptfoo cannot be kept from rendering.` }
  const { rubricPrompt } = assertion.judging ?? {}
  return {
    assert: {
      type: negated ? `not-${type}` : type,
      ...(value.value !== undefined && { value: value.value }),
      ...common,
      ...(rubricPrompt !== undefined && { rubricPrompt: textOf(rubricPrompt) }),
    },
  }
}

/** A file as its reference, inline code as its text; undefined where that cannot be written. */
export function writeCode({ file, name, text }: CodePiece, path: string): string | undefined {
  if (file === undefined) return asLiteral(text)
  return `file://${relativePath(path, file)}${name === undefined ? '' : `:${name}`}`
}

/** Our `provider:name` in promptfoo's spelling; undefined where it has no such provider. */
export function promptfooModel(model: string): string | undefined {
  const [provider = '', ...rest] = model.split(':')
  const name = rest.join(':')
  if (provider === 'echo') return 'echo'
  if (provider === 'anthropic') return `anthropic:messages:${name}`
  if (provider === 'ollama') return `ollama:chat:${name}`
  return ['sandbox', 'vscode'].includes(provider) ? undefined : model
}

const OUTPUT = "(typeof output === 'string' ? output : JSON.stringify(output))"
const TEST = {
  equals: 'said === text',
  contains: 'said.includes(text)',
  'starts-with': 'said.startsWith(text)',
  'ends-with': 'said.endsWith(text)',
} as const

type Own = Readonly<Record<string, unknown>> & { readonly type: string; readonly note?: string }

function ownAsPromptfoo({ type, value, judging }: Assertion): Own | undefined {
  if (type === 'text-match') {
    const { is, texts, ignoreCase, trim } = readTextMatch(value)
    // What promptfoo has is written as what it is. Trimming changes nothing for a text without outer white space.
    const isPlain = texts.every((text) => asLiteral(text) === text && text !== '' && (!trim || text.trim() === text))
    if (is === 'contains' && isPlain) return { type: `${ignoreCase ? 'i' : ''}contains-any`, value: texts }
    const said = `${OUTPUT}${trim ? '.trim()' : ''}${ignoreCase ? '.toLowerCase()' : ''}`
    const wanted = texts.map((text) => (ignoreCase ? text.toLowerCase() : text))
    return code(`((said) => ${quoted(wanted)}.some((text) => ${TEST[is]}))(${said})`)
  }
  if (type === 'fuzzy-match') return code(`(${FUZZY})(${OUTPUT}, ${quoted(asTexts(value))})`)
  if (type === 'json-match') return code(`(${JSON_MATCH})(${OUTPUT}, ${quoted(asTexts(value))})`)
  if (type === 'rating') {
    const {
      range: [low, high],
      passFrom,
    } = readRating(value)
    const rule = `The number is from ${low} to ${high}, and passes from ${passFrom} on. As the score, give (number - ${low}) / ${high - low}.`
    return { ...rubric(judging, rule, 'a rating'), threshold: (passFrom - low) / (high - low) }
  }
  if (type !== 'choice') return undefined
  const { choices, passing } = readChoice(value)
  const scores = Object.entries(choices)
    .map(([word, score]) => `${JSON.stringify(word)} ${score}`)
    .join(', ')
  return rubric(
    judging,
    `Choose one of these, each with its score: ${scores}. These pass: ${passing.join(', ')}.`,
    'a choice',
  )
}

/** The user's prompt for the judge, with the rule and promptfoo's way to reply at its end. */
function rubric(judging: Judging | undefined, rule: string, what: string): Own {
  const messages = promptMessages(judging?.rubricPrompt ?? '')
  const last = messages.length - 1
  const end = `\n\n${rule} Reply with JSON {"reason", "pass", "score"}.`
  const asked = messages.map(({ role, content }, i) => ({ role, content: i === last ? content + end : content }))
  return {
    type: 'llm-rubric',
    value: rule,
    rubricPrompt: JSON.stringify(asked),
    note: `Where a judge makes ${what}, it is asked for a rubric's score in promptfoo.`,
  }
}

function code(text: string): Own {
  return { type: 'javascript', value: text }
}

/** Without a brace, so that no template can stand in it. */
function quoted(texts: readonly string[]): string {
  return JSON.stringify(texts).replaceAll('{', '\\u007b')
}

function textOf(rubricPrompt: unknown): string {
  return typeof rubricPrompt === 'string' ? rubricPrompt : JSON.stringify(rubricPrompt)
}

// One line each: promptfoo takes several lines for the body of a function.
const FUZZY =
  '(said, texts) => { const normal = (text) => text.toLowerCase().replace(/[!-\\/:-@[-`{-~]/g, "")' +
  '.replace(/(?<![\\p{L}\\p{N}])(?:a|an|the)(?![\\p{L}\\p{N}])/gu, " ").trim().replace(/\\s+/g, " "); ' +
  'return texts.some((text) => { const a = normal(said), b = normal(text); ' +
  'return a === "" || b === "" ? a === b : a.includes(b) || b.includes(a) }) }'
const JSON_MATCH =
  '(said, texts) => { const parsed = (text) => { try { return JSON.parse(text) } catch { return undefined } }; ' +
  'const matches = (a, b) => a == null || b == null ? false : Array.isArray(a) ' +
  '? Array.isArray(b) && a.length === b.length && a.every((item, i) => matches(item, b[i])) ' +
  ': typeof a !== "object" ? a === b : typeof b === "object" && !Array.isArray(b) && ' +
  '[...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => matches(a[key], b[key])); ' +
  'return texts.some((text) => matches(parsed(said), parsed(text))) }'
