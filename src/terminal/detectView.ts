// The list of prompts that detect found.
import { type Look, paint } from './look.ts'
import { command } from './nextStep.ts'
import { table } from './text.ts'

export interface DetectedRow {
  /** As the user would type it, as is `evalPath`. */
  readonly path: string
  readonly kind: 'task' | 'instructions'
  /** The format in words. */
  readonly label: string
  readonly format: string
  readonly evalPath: string | null
  readonly variables: readonly string[]
}

/** What `detect --json` holds. */
export function detectJson(rows: readonly DetectedRow[]): string {
  const listed = rows.map(({ label, ...row }) => row)
  return `${JSON.stringify(listed, null, 2)}\n`
}

export function detectView(rows: readonly DetectedRow[], folder: string, look: Look): string[] {
  if (rows.length === 0)
    return [
      `No prompt in ${folder}. A prompt is a .prompt.md or .prompty file, a .txt, .md or .json file in a folder`,
      'named "prompts", or any file that an eval file (promptfooconfig.yaml, *.eval.yaml) names under "prompts".',
    ]
  const [head = '', ...body] = table(
    [
      { title: 'Prompt', align: 'left' },
      { title: 'Format', align: 'left' },
      { title: 'Variables', align: 'left' },
      { title: 'Eval file', align: 'left' },
    ],
    rows.map(({ path, label, evalPath, variables }) => [path, label, variables.join(', ') || '–', evalPath ?? 'none']),
  )
  const ready = rows.find(({ evalPath }) => evalPath !== null)
  return [
    paint(look, 'quiet', head),
    ...body,
    ...(ready === undefined ? [] : ['', `→ Next, measure one: ${paint(look, 'strong', command('eval', ready.path))}`]),
  ]
}
