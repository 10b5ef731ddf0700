// One more dataset under `tests` of an eval file: a splice into its text, so that comments, order and every other byte
// stay. Whatever is not understood for certain is refused.
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { InputError } from '../errors.ts'
import { stableJson } from '../hash.ts'
import { relativePath } from '../relativePath.ts'

interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text of the eval file with `dataset`, a path in the same workspace, under `tests`. Throws `InputError`. */
export function addDataset(evalFile: { readonly path: string; readonly text: string }, dataset: string): string {
  const { path, text } = evalFile
  const reference = `file://${relativePath(path, dataset)}`
  const refuse = () =>
    new InputError('The dataset cannot be added to this eval file by itself.', `Add ${reference} under "tests".`, {
      file: path,
    })
  const splice = spliceOf(text, reference)
  if (splice === undefined) throw refuse()
  const written = text.slice(0, splice.start) + splice.text + text.slice(splice.end)
  const { before, after } = { before: plain(text), after: plain(written) }
  if (before === undefined || after === undefined) throw refuse()
  const tests = before.tests ?? []
  const wanted = { ...before, tests: [...(Array.isArray(tests) ? tests : [tests]), reference] }
  if (stableJson({ ...after, tests: listed(after.tests) }) !== stableJson(wanted)) throw refuse()
  return written
}

function spliceOf(text: string, reference: string): Splice | undefined {
  const { contents } = parseDocument(text, { logLevel: 'silent' })
  const item = JSON.stringify(reference)
  if (!isMap(contents)) return undefined
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === 'tests')
  const end = text.trimEnd().length
  if (pair === undefined) {
    if (contents.flow === true) return undefined
    return { start: end, end, text: `${lineEnd(text)}tests: ${item}` }
  }
  const node = pair.value as Node | null
  const range = node?.range
  if (range === undefined || range === null) return undefined
  const [from, to] = range
  if (isScalar(node)) {
    if (node.value === null) return { start: to, end: to, text: ` ${item}` }
    return { start: from, end: to, text: `[${JSON.stringify(node.value)}, ${item}]` }
  }
  if (!isSeq(node)) return undefined
  if (node.flow === true) {
    const close = text.lastIndexOf(']', to)
    return { start: close, end: close, text: node.items.length === 0 ? item : `, ${item}` }
  }
  const used = text.slice(0, to).trimEnd().length
  const line = text.indexOf('\n', used)
  const at = line === -1 ? text.length : line - (text[line - 1] === '\r' ? 1 : 0)
  const indent = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  return { start: at, end: at, text: `${lineEnd(text)}${indent}- ${item}` }
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function plain(text: string): Readonly<Record<string, unknown>> | undefined {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' })
  if (document.errors.length > 0) return undefined
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  return value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : undefined
}

function listed(tests: unknown): readonly unknown[] {
  return Array.isArray(tests) ? tests : [tests]
}
