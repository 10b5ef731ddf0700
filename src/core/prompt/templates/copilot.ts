// VS Code's prompt files: `${input:name:placeholder}` asks for text, `${selection}` and its like come from the editor.
// There is no escape; a `${…}` of another make is the author's own and stays as it stands. `{{name}}` is a variable too,
// for the eval cases of this extension.
import { lookUp, printValue } from '../values.ts'
import type { TemplateEngine } from './engine.ts'
import { type TagLanguage, tagEngine, tagsOf, valuePiece } from './tags.ts'

const TAG = /\$\{([^{}\r\n]*)\}|\{\{[ \t]*([\p{L}_][\p{L}\p{N}_.-]*)[ \t]*\}\}/gu
const INPUT = /^input:([^:}\s]+)/
const OF_THE_EDITOR = new Set([
  'selection',
  'selectedText',
  'file',
  'fileBasename',
  'fileDirname',
  'fileBasenameNoExtension',
  'workspaceFolder',
  'workspaceFolderBasename',
])

const language: TagLanguage = {
  id: 'copilot',
  label: 'Copilot prompt variables',
  tags: (text) =>
    tagsOf(text, TAG, ([, dollar, braces]) => {
      const name = braces ?? nameOf(dollar ?? '')
      if (name === undefined) return { kind: 'placeholder' }
      return { kind: 'variable', name, fill: (vars) => valuePiece(lookUp(vars, name), printValue) }
    }),
}

export const copilotEngine: TemplateEngine = tagEngine(language)

function nameOf(inner: string): string | undefined {
  return OF_THE_EDITOR.has(inner) ? inner : INPUT.exec(inner)?.[1]
}
