// A task: one prompt with the cases it is measured on, ready to run. Loading ends in a Task or in an InputError that
// names file, line and mend; nothing in between.
import { InputError } from './errors.ts'
import { type EvalFile, loadEvalFile } from './evals/evalFile.ts'
import { CODE_CONFIG, EVAL_FILE } from './evals/evalFileName.ts'
import { LoadCode } from './evals/loadCode.ts'
import { isAllowed } from './evals/promptNames.ts'
import { sourceOf } from './evals/sources/table.ts'
import { Warnings } from './evals/warnings.ts'
import type { Files } from './ports.ts'
import { contextOfFile } from './prompt/detect/context.ts'
import { evalFilesOf, nearestEvalFile } from './prompt/detect/evalFiles.ts'
import type { Hints } from './prompt/detect/told.ts'
import type { PromptDocument } from './prompt/document.ts'
import { separators } from './prompt/formats/text.ts'
import { parsePrompt, splitPath } from './prompt/registry.ts'
import { templateSpans } from './prompt/spans.ts'
import { lookUp } from './prompt/values.ts'
import { isProgramPath, programDocument, promptedCases } from './promptProgram.ts'
import { lineOfOffset, readText } from './readText.ts'

export type { EvalFile }

export interface Task {
  readonly prompt: PromptDocument
  readonly evalFile: EvalFile
}

/** Reads the prompt and its cases. Without `evalPath`, the eval file that names the prompt is looked for. `overrides` are
 *  the settings' word on formats. `code` runs what loading needs. Throws `InputError`. */
export async function loadTask(
  files: Files,
  given: string,
  evalPath?: string,
  overrides: Hints['overrides'] = {},
  code = new LoadCode(),
): Promise<Task> {
  if (evalPath === undefined && (EVAL_FILE.test(given) || CODE_CONFIG.test(given)))
    return firstOf(files, given, overrides, code)
  const { file } = splitPath(given)
  const source = await readText(files, file)
  if (source === undefined) throw new InputError('There is no such prompt.', 'Correct the path.', { file: given })
  if (isProgramPath(given)) return programTask(files, given, source, evalPath, code)
  const promptPath = await firstOfSeveral(files, given, source, evalPath, code)
  const parsed = parsePrompt(promptPath, source, await contextOfFile(files, file, source, overrides))
  const [wrong] = parsed.diagnostics
  if (parsed.messages.length === 0 && wrong !== undefined)
    throw new InputError(wrong.message, 'Mend the file.', { file: promptPath, line: wrong.line })
  if (parsed.messages.every((message) => message.text.trim() === ''))
    throw new InputError('The prompt is empty.', 'Write what the model is to do.', { file: promptPath })
  const named = evalPath ?? (await findEvalFile(files, promptPath, source, code))
  const evalFile = forPrompt(await loadEvalFile(files, named, new Warnings(), code), promptPath)
  const prompt = inItsLanguage(parsed, evalFile)
  checkConversation(prompt)
  checkVariables(prompt, evalFile)
  checkTasks(prompt, evalFile)
  return { prompt, evalFile: { ...evalFile, warnings: [...evalFile.warnings, ...remarks(prompt, evalFile)] } }
}

/** An eval file in place of a prompt means the first that it names. */
async function firstOf(files: Files, evalPath: string, overrides: Hints['overrides'], code: LoadCode): Promise<Task> {
  const { promptPaths } = await loadEvalFile(files, evalPath, new Warnings(), code)
  const [first, ...others] = promptPaths
  if (first === undefined)
    throw new InputError('The eval file names no prompt that can be read.', 'Name one under "prompts".', {
      file: evalPath,
    })
  const task = await loadTask(files, first, evalPath, overrides, code)
  if (others.length === 0) return task
  const rest = `${evalPath}: this is ${first}, the first prompt of ${promptPaths.length}; the others are ${others.join(', ')}.`
  return { ...task, evalFile: { ...task.evalFile, warnings: [rest, ...task.evalFile.warnings] } }
}

/** A prompt that a program writes, with what it writes for each case. */
async function programTask(
  files: Files,
  path: string,
  source: string,
  evalPath: string | undefined,
  code: LoadCode,
): Promise<Task> {
  const named = evalPath ?? (await findEvalFile(files, path, source, code))
  const evalFile = forPrompt(await loadEvalFile(files, named, new Warnings(), code), path)
  const program = evalFile.promptPrograms?.find((one) => one.path === path)
  if (program === undefined)
    throw new InputError(`${evalFile.path} names no program that writes "${path}".`, 'Name one under "prompts".')
  const cases = await promptedCases(program, evalFile, code)
  return { prompt: programDocument(program, source), evalFile: { ...evalFile, cases } }
}

/** What of the eval file is for this prompt: a case or a model may name those that it is for. */
function forPrompt(evalFile: EvalFile, path: string): EvalFile {
  const names = evalFile.promptNames?.get(path) ?? [path]
  const cases = evalFile.cases.filter(({ prompts }) => isAllowed(prompts, names))
  const models = evalFile.models.filter((id) => isAllowed(evalFile.modelPrompts?.get(id), names))
  if (cases.length > 0 || evalFile.cases.length === 0) return { ...evalFile, cases, models }
  throw new InputError('No case is for this prompt: each names others.', 'Name it under "prompts" of one.', {
    file: evalFile.path,
  })
}

/** A file that promptfoo splits means its first prompt, where nothing says which. */
async function firstOfSeveral(
  files: Files,
  path: string,
  source: string,
  evalPath: string | undefined,
  code: LoadCode,
): Promise<string> {
  const { file, fragment } = splitPath(path)
  if (fragment === undefined && /\.jsonl$/i.test(file)) return `${file}#1`
  if (fragment !== undefined || !/\.txt$/i.test(file) || separators(source) === 0) return path
  const named =
    evalPath === undefined
      ? [...(await evalFilesOf(files)).values()].flat()
      : (await loadEvalFile(files, evalPath, new Warnings(), code)).promptPaths
  return named.includes(`${file}#1`) ? `${file}#1` : path
}

/** What an eval file names is a nunjucks template to promptfoo, where its own format says nothing else. */
function inItsLanguage(parsed: PromptDocument, evalFile: EvalFile): PromptDocument {
  const { path, source, engine, format } = parsed
  const prompt = { ...parsed, taskVariable: evalFile.taskVariable ?? parsed.taskVariable }
  if (engine !== 'braces' || !evalFile.promptPaths.includes(path)) return prompt
  // promptfoo would split it; here it is one prompt, and the remark says so.
  if (format === 'text' && separators(source) > 0) return prompt
  return { ...parsePrompt(path, source, { ...parsed.context, engine: 'nunjucks' }), taskVariable: prompt.taskVariable }
}

/** The eval file that names the prompt, else the prompt's own file where its cases stand in it. */
async function findEvalFile(files: Files, promptPath: string, source: string, code: LoadCode): Promise<string> {
  const evalFiles = await evalFilesOf(files)
  const found = nearestEvalFile(promptPath, evalFiles)
  if (found !== undefined) return found
  if (sourceOf(promptPath, source) !== undefined) return promptPath
  // An eval file beside the prompt that names none may be broken: then its own error is the one to tell.
  const { file } = splitPath(promptPath)
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  // What a program names is known once it has run.
  for (const path of await files.list(folder.replace(/\/$/, ''), ['**/promptfooconfig*']))
    if (
      CODE_CONFIG.test(path) &&
      (await loadEvalFile(files, path, new Warnings(), code)).promptPaths.includes(promptPath)
    )
      return path
  for (const [path, prompts] of evalFiles)
    if (prompts.length === 0 && path.slice(0, path.lastIndexOf('/') + 1) === folder) await loadEvalFile(files, path)
  const name = file.slice(file.lastIndexOf('/') + 1)
  const stem = name.replace(/\.(?:prompt\.md|[^.]+)$/, '')
  throw new InputError(
    'No eval file names this prompt; promptfooconfig.yaml and *.eval.yaml were looked for in every folder.',
    `Write ${stem}.eval.yaml beside it, with "prompts: [file://${name}]", the cases under "tests:", and what is expected under "defaultTest: {assert: …}"; or have a model write the first cases: tunesmith cases ${promptPath}.`,
    { file: promptPath },
  )
}

/** Tags between messages would make messages of what no case holds. */
function checkConversation(prompt: PromptDocument): void {
  const { format, source, messages, path } = prompt
  if (format !== 'chat-json' || !readsConversation(source, prompt)) return
  if (messages.some(({ text }) => readsConversation(text, prompt))) return
  throw new InputError(
    'The prompt makes messages of "_conversation", the answers to earlier tests, which are not kept here.',
    'Write the turns into the file as messages, or measure it in promptfoo.',
    { file: path, line: lineOfTag(prompt, (span) => span.text.includes('_conversation')) },
  )
}

function checkVariables(prompt: PromptDocument, evalFile: EvalFile): void {
  for (const name of prompt.variables) {
    const declared = prompt.inputs.find((input) => input.name === name)
    if (declared !== undefined && !declared.required) continue
    // nunjucks makes empty what a case does not have; a name that stands in blocks alone may be missing.
    if (prompt.engine === 'nunjucks' && !isPrinted(prompt, name)) continue
    const without = evalFile.cases.find((kase) => lookUp(kase.vars, name) === undefined)
    if (without === undefined) continue
    if (evalFile.cases.some((kase) => lookUp(kase.vars, name) !== undefined))
      throw new InputError(
        `The case has no value for the variable "${name}" of ${prompt.path}.`,
        `Give the case its "${name}".`,
        without.source,
      )
    const names = [...new Set(evalFile.cases.flatMap((kase) => Object.keys(kase.vars)))]
    throw new InputError(
      `No case in ${evalFile.path} has a value for the variable "${name}".`,
      `The cases have ${names.length === 0 ? 'no variables' : names.join(', ')}: rename it, or add it to the cases.`,
      { file: prompt.path, line: lineOfTag(prompt, (span) => span.name === name) },
    )
  }
}

/** Instructions alone ask for nothing: each case says what is to be done under them. */
function checkTasks({ path, variables, taskVariable }: PromptDocument, evalFile: EvalFile): void {
  if (taskVariable === undefined || (variables.length > 0 && evalFile.taskVariable === undefined)) return
  const without = evalFile.cases.find((kase) => isEmpty(lookUp(kase.vars, taskVariable)))
  if (without === undefined) return
  const names = [...new Set(evalFile.cases.flatMap((kase) => Object.keys(kase.vars)))].filter((name) => name !== 'id')
  throw new InputError(
    `${path} holds instructions, and the case has no "${taskVariable}" to do under them.`,
    `Give each case its "${taskVariable}"${names.length === 0 ? '' : `, or name its variable (${names.join(', ')}) under metadata.tunesmith.task`}.`,
    without.source,
  )
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** Whether the name stands outside of every block. */
function isPrinted({ messages, engine }: PromptDocument, name: string): boolean {
  return messages.some(({ text }) => {
    let depth = 0
    return templateSpans(text, engine).some((span) => {
      const word = /^\{%-?\s*(\w+)/.exec(span.text)?.[1] ?? ''
      if (word.startsWith('end')) depth--
      else if (/^(?:if|ifAsync|for|asyncEach|asyncAll|switch|macro|call|filter|block)$/.test(word)) depth++
      return depth === 0 && span.name === name
    })
  })
}

function readsConversation(text: string, { engine }: PromptDocument): boolean {
  return templateSpans(text, engine).some((span) => /\b_conversation\b/.test(span.text))
}

/** What the prompt holds that is sent otherwise than promptfoo would send it. */
function remarks(prompt: PromptDocument, evalFile: EvalFile): string[] {
  const spans = prompt.messages.flatMap((message) => templateSpans(message.text, prompt.engine))
  const tag = prompt.engine === 'braces' ? spans.find((span) => span.kind === 'tag') : undefined
  const parts = prompt.format === 'text' && prompt.engine === 'braces' ? separators(prompt.source) : 0
  return [
    ...(tag === undefined
      ? []
      : [
          `${prompt.path}:${lineOfTag(prompt, (span) => span.text === tag.text)}: "${tag.text}" is sent as it stands; only variables such as {{name}} are filled in.`,
        ]),
    ...(parts === 0
      ? []
      : [`${prompt.path}: promptfoo splits this file at its lines "---"; here it is one prompt, lines included.`]),
    ...(prompt.messages.some(({ text }) => readsConversation(text, prompt)) &&
    evalFile.cases.some(({ vars }) => vars._conversation === undefined)
      ? [
          `${prompt.path}: promptfoo fills "_conversation" with the answers to earlier tests; here it is empty where a test does not give it, so each is asked as the first of its conversation.`,
        ]
      : []),
    ...(prompt.variables.length === 0 && prompt.taskVariable === undefined
      ? [`${prompt.path}: the prompt has no variable, so every case asks the same.`]
      : []),
    ...(evalFile.promptPaths.includes(prompt.path)
      ? []
      : [`${evalFile.path}: the eval file does not name ${prompt.path}.`]),
  ]
}

function lineOfTag(
  { source, engine }: PromptDocument,
  wanted: (span: ReturnType<typeof templateSpans>[number]) => boolean,
): number {
  return lineOfOffset(source, templateSpans(source, engine).find(wanted)?.start ?? 0)
}
