// How well each label fits the input, judged by the words the prompt uses for it: tf-idf with the idf of the prompt's
// own descriptions, everyday synonyms, and likeness to the worked examples.
// Must see only what the reader found in the request.

import type { Ability } from './ability.ts'
import { conceptsOf } from './lexicon.ts'
import type { ReadPrompt } from './prompt.ts'
import { countTerms, nameKey, termsOf } from './text.ts'

type Vector = Map<string, number>

const NEAREST = 8
/** Cosine from which on an example counts in full. */
const SURE_LIKENESS = 0.15
const AGAINST = 0.6
/** A name counts for less where the prompt says what it means. */
const NAME_BESIDE_NOTES = 0.5

/** One score a label, in the order of `prompt.labels`; the best fit is near 1, no fit is 0. */
export function scoreLabels(prompt: ReadPrompt, ability: Ability): number[] {
  const described = scoreDescriptions(prompt, ability)
  const alike = scoreExamples(prompt, ability)
  return described.map((score, i) => score + ability.examples * (alike[i] ?? 0))
}

function scoreDescriptions(prompt: ReadPrompt, ability: Ability): number[] {
  const input = vectorOf(prompt.input, ability.synonyms)
  const notes = prompt.notes.map((note) => ({
    ...note,
    weight: heed(note.at, prompt.tokens, ability),
    vector: vectorOf(note.text, ability.synonyms),
  }))
  const documents = prompt.labels.map((label) => {
    const own = notes.filter((note) => note.key === label.key)
    const document: Vector = new Map()
    add(document, vectorOf(label.name, ability.synonyms), own.length > 0 ? NAME_BESIDE_NOTES : 1)
    for (const note of own) add(document, note.vector, note.weight)
    return document
  })
  const idf = idfOf(documents)
  const fitOf = (document: Vector): number => {
    const length = Math.sqrt([...document].reduce((sum, [term, weight]) => sum + (weight * idf(term)) ** 2, 0))
    return length === 0 ? 0 : dot(input, document, idf) / length
  }
  const fits = documents.map(fitOf)
  for (const note of notes) {
    const against = note.not.map((key) => prompt.labels.findIndex((label) => label.key === key))
    for (const index of against)
      if (index >= 0) fits[index] = (fits[index] ?? 0) - AGAINST * note.weight * fitOf(note.vector)
  }
  const best = Math.max(...fits, 0)
  return best === 0 ? fits.map(() => 0) : fits.map((score) => score / best)
}

/** Shares of the votes of the examples nearest to the input, each by its cosine. */
function scoreExamples(prompt: ReadPrompt, ability: Ability): number[] {
  if (prompt.examples.length === 0) return prompt.labels.map(() => 0)
  const vectors = prompt.examples.map((example) => vectorOf(example.input, ability.synonyms / 2))
  const input = vectorOf(prompt.input, ability.synonyms / 2)
  const idf = idfOf([...vectors, input])
  const length = (vector: Vector): number => Math.sqrt(dot(vector, vector, idf)) || 1
  const near = vectors
    .map((vector, i) => ({
      key: nameKey(prompt.examples[i]?.answer ?? ''),
      like: dot(input, vector, idf) / (length(input) * length(vector)),
    }))
    .sort((a, b) => b.like - a.like)
    .slice(0, NEAREST)
  const votes = near.reduce((sum, example) => sum + example.like, 0) || 1
  const sure = Math.min(1, (near[0]?.like ?? 0) / SURE_LIKENESS)
  return prompt.labels.map((label) =>
    near.reduce((sum, example) => (example.key === label.key ? sum + (sure * example.like) / votes : sum), 0),
  )
}

/** How much of an instruction is heeded: long prompts are read well at both ends and less well in the middle. */
function heed(at: number, tokens: number, ability: Ability): number {
  if (tokens <= ability.span) return 1
  const fromEnd = tokens - at
  return at < ability.span / 2 || fromEnd < ability.span / 2 ? 1 : ability.span / tokens
}

function vectorOf(text: string, synonyms: number): Vector {
  const vector: Vector = new Map()
  for (const [term, count] of countTerms(termsOf(text))) {
    const weight = 1 + Math.log(count)
    vector.set(term, (vector.get(term) ?? 0) + weight)
    for (const concept of conceptsOf(term)) vector.set(concept, Math.max(vector.get(concept) ?? 0, weight * synonyms))
  }
  return vector
}

function idfOf(documents: readonly Vector[]): (term: string) => number {
  const counts = new Map<string, number>()
  for (const document of documents) for (const term of document.keys()) counts.set(term, (counts.get(term) ?? 0) + 1)
  return (term) => Math.log(1 + documents.length / (counts.get(term) ?? documents.length))
}

function dot(a: Vector, b: Vector, idf: (term: string) => number): number {
  let sum = 0
  for (const [term, weight] of a) {
    const other = b.get(term)
    if (other !== undefined) sum += weight * other * idf(term) ** 2
  }
  return sum
}

function add(into: Vector, vector: Vector, weight: number): void {
  for (const [term, value] of vector) into.set(term, (into.get(term) ?? 0) + weight * value)
}
