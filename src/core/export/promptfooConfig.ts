// An eval as a promptfoo config (0.123.1), whatever file its cases come from: the same cases with the same assertions,
// written out. Must never write a case that promptfoo would read as another one; such a case is left out and said.
import { stringify } from 'yaml'
import type { Case } from '../evals/case.ts'
import type { PromptDocument } from '../prompt/document.ts'
import { splitPath } from '../prompt/registry.ts'
import { relativePath } from '../relativePath.ts'
import type { EvalFile } from '../task.ts'
import { asNunjucks, staysItself } from './nunjucksText.ts'
import { promptfooModel, writeAssertion, writeCode } from './promptfooAssertion.ts'

export interface PromptfooConfig {
  readonly text: string
  readonly cases: number
  /** What is not the same in promptfoo, as sentences, each once. */
  readonly notes: readonly string[]
}

/** `path` is where the config will stand in the workspace: what it names is relative to it. */
export function toPromptfooConfig(
  evalFile: Pick<EvalFile, 'path' | 'description' | 'models' | 'judge' | 'cases' | 'derivedMetrics'>,
  prompts: readonly PromptDocument[],
  path: string,
): PromptfooConfig {
  const notes = new Set<string>()
  const tests = evalFile.cases.flatMap((kase) => testOf(kase, path, notes))
  const models = evalFile.models.map((model) => ({ model, id: promptfooModel(model) }))
  for (const { model, id } of models) if (id === undefined) notes.add(`promptfoo has no model "${model}".`)
  const ids = models.flatMap(({ id }) => id ?? [])
  const judge = promptfooModel(evalFile.judge?.panel[0] ?? 'sandbox:')
  const entries = prompts.flatMap((prompt) => promptEntry(prompt, path, notes))
  const config = {
    description: evalFile.description === '' ? `Cases of ${evalFile.path}` : evalFile.description,
    prompts: entries.length > 0 ? [...new Set(entries)] : [anyPrompt(evalFile.cases)],
    providers: ids.length > 0 ? ids : ['echo'],
    ...(judge !== undefined && { defaultTest: { options: { provider: judge } } }),
    ...(evalFile.derivedMetrics !== undefined &&
      evalFile.derivedMetrics.length > 0 && { derivedMetrics: evalFile.derivedMetrics }),
    tests,
  }
  const head = [`Made of ${evalFile.path} by tunesmith export.`, ...notes].map((line) => `# ${line}\n`).join('')
  return { text: head + stringify(config, { lineWidth: 0 }), cases: tests.length, notes: [...notes] }
}

function testOf(kase: Case, path: string, notes: Set<string>): Readonly<Record<string, unknown>>[] {
  const { id, vars, prefix, suffix, output, threshold, repeats, transform } = kase
  const names = new Set(Object.keys(vars))
  if (!Object.values(vars).every((value) => staysItself(value, names))) {
    notes.add('A case is left out: promptfoo would take a value of it for a template or the name of a file.')
    return []
  }
  const written = [...kase.assertions, ...(kase.comparisons ?? [])].map((assertion) => writeAssertion(assertion, path))
  if (kase.messages !== undefined) notes.add('What a program wrote as the prompt of a case is not in this file.')
  if (kase.prompts !== undefined || kase.providers !== undefined || kase.model !== undefined)
    notes.add('A case that is for some of the prompts or models alone is for all of them in this file.')
  for (const { note } of written) if (note !== undefined) notes.add(note)
  const check = written.flatMap((one) => one.check ?? [])
  const own = { ...(check.length > 0 && { check }), ...(kase.origin !== undefined && { source: kase.origin }) }
  const factuality = kase.assertions.find(({ judging }) => judging?.factuality !== undefined)?.judging?.factuality
  const options = {
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
    ...(transform !== undefined && { transform: writeCode(transform, path) }),
    ...(factuality !== undefined && { factuality }),
    ...(repeats !== undefined && { repeat: repeats }),
    ...(Object.values(vars).some(Array.isArray) && { disableVarExpansion: true }),
  }
  return [
    {
      vars,
      assert: written.flatMap((one) => one.assert ?? []),
      ...(threshold !== undefined && { threshold }),
      ...(output !== undefined && { providerOutput: output }),
      ...(kase.scoring !== undefined && { assertScoringFunction: writeCode(kase.scoring, path) }),
      ...(Object.keys(options).length > 0 && { options }),
      metadata: { id, ...(Object.keys(own).length > 0 && { tunesmith: own }) },
    },
  ]
}

/** Where no prompt is named, the cases bring their own. */
function anyPrompt(cases: readonly Case[]): string {
  if (cases.every(({ vars }) => Array.isArray(vars.messages))) return '{{ messages | dump }}'
  return cases.every(({ vars }) => 'input' in vars) ? '{{input}}' : '{{prompt}}'
}

/** Formats that promptfoo reads as we do, where the eval file is one of its own. */
const READ_ALIKE: ReadonlySet<string> = new Set(['text', 'markdown', 'jinja', 'chat-json', 'chat-yaml'])

/** The prompt's file where promptfoo reads it alike, else its messages. */
function promptEntry(prompt: PromptDocument, path: string, notes: Set<string>): string[] {
  const { file, fragment } = splitPath(prompt.path)
  const isAlike = prompt.engine === 'nunjucks' && READ_ALIKE.has(prompt.format) && prompt.bodyStart === 0
  if (isAlike) return [`file://${relativePath(path, file)}`]
  const [only] = prompt.messages
  if (prompt.format === 'promptfoo' && only !== undefined && fragment?.startsWith('prompts')) return [only.text]
  const messages = prompt.messages.map(({ role, text }) => ({ role, content: asNunjucks(text, prompt.engine) }))
  if (messages.some(({ content }) => content === undefined)) {
    notes.add(`${prompt.path} does more than fill in variables, which cannot be written for promptfoo: it is left out.`)
    return []
  }
  const task = prompt.taskVariable === undefined ? [] : [{ role: 'user', content: `{{${prompt.taskVariable}}}` }]
  return [JSON.stringify([...messages, ...task])]
}
