// The list of prompts that detect found.
import { type Look, paint } from './look.ts'
import { command } from './nextStep.ts'
import { table } from './text.ts'

/** One prompt as `detect --json` gives it. */
export interface DetectedRow {
  readonly path: string
  readonly kind: 'prompt' | 'eval file'
  readonly format: string
  readonly evalPath: string | null
  readonly variables: readonly string[]
}

export function detectView(rows: readonly DetectedRow[], folder: string, look: Look): string[] {
  if (rows.length === 0)
    return [
      `No prompt in ${folder}. A prompt is a file that ends in .prompt.md, .prompty, .prompt.txt or the like,`,
      'or one that an eval file names under "prompts".',
    ]
  const [head = '', ...body] = table(
    [
      { title: 'Prompt', align: 'left' },
      { title: 'Format', align: 'left' },
      { title: 'Variables', align: 'left' },
      { title: 'Eval file', align: 'left' },
    ],
    rows.map(({ path, format, evalPath, variables }) => [
      path,
      format,
      variables.join(', ') || '–',
      evalPath ?? 'none',
    ]),
  )
  const ready = rows.find(({ evalPath }) => evalPath !== null)
  return [
    paint(look, 'quiet', head),
    ...body,
    ...(ready === undefined ? [] : ['', `→ Next, measure one: ${paint(look, 'strong', command('eval', ready.path))}`]),
  ]
}
