// The list of what detect found: task prompts, instruction files, containers.
import type { Detection } from '../core/prompt/detect/detection.ts'
import { type Look, paint } from './look.ts'
import { command } from './nextStep.ts'
import { table } from './text.ts'

/** What `detect --json` holds. */
export function detectJson(rows: readonly Detection[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`
}

export function detectView(rows: readonly Detection[], folder: string, look: Look): string[] {
  if (rows.length === 0)
    return [
      `No prompt in ${folder}. Prompts are known by their names (*.prompt.md, *.prompty, AGENTS.md and the like), by a`,
      'folder named "prompts", by their shape (a list of messages), and by an eval file that names them (promptfooconfig.yaml).',
    ]
  const prompts = rows.filter(({ kind }) => kind === 'prompt')
  const tasks = prompts.filter((row) => row.class === 'task')
  const instructions = prompts.filter((row) => row.class === 'instructions')
  const containers = rows.filter(({ kind }) => kind === 'container')
  const ready = tasks.find(({ evalPath }) => evalPath !== null)
  const groups = [
    group('Prompt', tasks, ['Variables', 'Eval file'], look, (row) => [
      row.variables.join(', ') || '–',
      row.evalPath ?? 'none',
    ]),
    group('Instructions', instructions, ['Why'], look, whyOf),
    group('Container', containers, ['Why'], look, whyOf),
  ].filter((lines) => lines.length > 0)
  return [
    ...groups.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
    ...(ready === undefined ? [] : ['', `→ Next, measure one: ${paint(look, 'strong', command('eval', ready.path))}`]),
  ]
}

function whyOf({ reasons }: Detection): string[] {
  return [reasons.join(', ')]
}

function group(
  title: string,
  rows: readonly Detection[],
  further: readonly string[],
  look: Look,
  cells: (row: Detection) => string[],
): string[] {
  if (rows.length === 0) return []
  const [head = '', ...body] = table(
    [title, 'Format', ...further].map((name) => ({ title: name, align: 'left' as const })),
    rows.map((row) => [row.path, row.label, ...cells(row)]),
  )
  return [paint(look, 'quiet', head), ...body]
}
