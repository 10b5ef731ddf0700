// Prompty (*.prompty) whose sample says what the answer is, in the header or in a file that the header names: one case
// for each sample. Nothing of the environment is read.
import { InputError } from '../../errors.ts'
import type { Files } from '../../ports.ts'
import { headerOf, readHeader } from '../../prompt/frontMatter.ts'
import { parsePrompt } from '../../prompt/registry.ts'
import { nodeAt, type TreeNode } from '../../prompt/tree.ts'
import { lineOfOffset } from '../../readText.ts'
import { atLine, isRecord, type Located, parseYaml, partOf, translated } from '../source.ts'
import { type EvalSource, ownPrompt, type Translation, textBeside, withChecks } from './translation.ts'

/** What a sample calls its answer; a variable of the prompt is none. */
const ANSWERS = ['expected', 'expected_output', 'expectedOutput', 'ideal', 'ground_truth', 'groundTruth', 'answer']
const ANSWER = new RegExp(`^[ \\t]+["']?(?:${ANSWERS.join('|')})["']?[ \\t]*:`, 'm')
const FILE = /^sample:[ \t]*["']?(?:\$\{file:)?([\w./-]+\.json)\}?["']?[ \t]*$/m

export const prompty: EvalSource = {
  label: 'Prompty',
  claims: (path, text) => {
    const header = /\.prompty$/i.test(path) ? headerOf(text) : undefined
    if (header === undefined) return false
    const top = text.slice(0, header.end)
    return FILE.test(top) || (/^(?:sample|inputs):/m.test(top) && ANSWER.test(top))
  },
  translate,
}

async function translate(files: Files, path: string, text: string): Promise<Translation> {
  const header = headerOf(text)
  const tree = header && readHeader(text, header).tree
  const variables = new Set(parsePrompt(path, text).variables)
  const samples = tree === undefined ? [] : await samplesOf(files, path, text, tree)
  const rows = samples.map((sample) => rowOf(sample, variables))
  const value = { prompts: [ownPrompt(path)], providers: tree === undefined ? [] : providersIn(tree), ...EXPECTED }
  return withChecks(atLine(path, value, 1), value, [CHECK], rows)
}

const EXPECTED = { metadata: { tunesmith: { expected: 'expected' } } }
const CHECK = {
  own: true,
  at: [],
  value: { type: 'text-match', value: { is: 'equals', text: '{{expected}}', trim: true } },
}

/** The sample in the header, the samples of its file, or the examples of version 2's inputs. */
async function samplesOf(files: Files, path: string, text: string, header: TreeNode): Promise<Located[]> {
  const name = FILE.exec(text)?.[1]
  if (name !== undefined) {
    const found = name.split('/').includes('..') ? undefined : await textBeside(files, path, [name])
    if (found === undefined)
      throw new InputError(`There is no sample "${name}".`, 'Correct the path; it is relative to this file.', {
        file: path,
        line: lineOfOffset(text, nodeAt(header, 'sample')?.start ?? 0),
      })
    const whole = parseYaml(found.file, found.text)
    const list: readonly unknown[] = Array.isArray(whole.value) ? whole.value : [whole.value]
    return list.map((one, i) => partOf(whole, Array.isArray(whole.value) ? [i] : [], one))
  }
  const [kase] = parsePrompt(path, text).cases
  return kase === undefined ? [] : [atLine(path, kase.vars, kase.line)]
}

function rowOf(sample: Located, variables: ReadonlySet<string>): Located {
  const value = isRecord(sample.value) ? sample.value : {}
  const answer = ANSWERS.find((name) => Object.hasOwn(value, name) && !variables.has(name))
  if (answer === undefined)
    throw new InputError(
      'The sample does not say what a right answer is.',
      'Give it an "expected", which the prompt does not use, or write an eval file.',
      { file: sample.file, line: sample.lineOf() },
    )
  const input = Object.fromEntries(Object.entries(value).filter(([name]) => name !== answer))
  return translated(sample, { input, expected: value[answer] }, [[['input'], []]])
}

/** Of version 1 `model.configuration`, of version 2 `model`; a deployment of Azure's names no model of a provider. */
function providersIn(header: TreeNode): string[] {
  const model = nodeAt(header, 'model')?.value
  if (!isRecord(model)) return []
  const configuration = isRecord(model.configuration) ? model.configuration : {}
  const provider = model.provider ?? configuration.type
  const name = model.id ?? configuration.name ?? configuration.model
  return (provider === 'openai' || provider === 'anthropic') && typeof name === 'string' && !name.includes('${')
    ? [`${provider}:${name}`]
    : []
}
