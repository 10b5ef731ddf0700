// The user's word on what the columns of a dataset are: the guess in one list, each entry to be changed by picking it.
import * as vscode from 'vscode'
import type { Column, Guess } from '../../core/evals/columns/guess.ts'
import type { MappingPlan } from '../../core/evals/columns/planMapping.ts'
import { fileName } from '../../shared/format.ts'

type Mapping = ReadonlyMap<string, Pick<Guess, 'column' | 'reason'>>

/** Undefined where the user turned back. */
export async function chooseMapping(
  plan: MappingPlan,
): Promise<readonly { readonly name: string; readonly column: string }[] | undefined> {
  let mapping: Mapping = new Map(plan.guesses.map((guess) => [guess.name, guess]))
  for (;;) {
    const picked = await pickEntry(plan, mapping)
    if (picked === undefined) return undefined
    if (picked === 'use') return [...mapping].map(([name, { column }]) => ({ name, column }))
    const column = await pickColumn(plan.columns, picked)
    if (column === undefined) continue
    const others = [...mapping].filter(([name]) => name !== picked)
    mapping = new Map(column === '' ? others : [...others, [picked, { column, reason: 'you said so' }]])
  }
}

async function pickEntry(plan: MappingPlan, mapping: Mapping): Promise<string | undefined> {
  const names = [...new Set([...plan.guesses.map(({ name }) => name), ...plan.open, 'expected', 'id'])]
  const isWhole = [...plan.open, 'expected'].every((name) => mapping.has(name))
  const use = { label: '$(check) Use this', description: `write an eval file; ${plan.remarks.join(' ')}`, name: 'use' }
  const entries = names.map((name) => {
    const entry = mapping.get(name)
    const meaning = name === 'expected' ? 'the right answer' : name === 'id' ? 'the row’s own name' : `variable ${name}`
    return {
      label: `$(${entry === undefined ? 'question' : 'symbol-field'}) ${meaning}: ${entry?.column ?? 'no column'}`,
      description: entry?.reason ?? '',
      name,
    }
  })
  const picked = await vscode.window.showQuickPick(isWhole ? [use, ...entries] : entries, {
    title: `What the ${plan.columns.length} columns of ${fileName(plan.dataset)} are (${plan.rows} rows)`,
    placeHolder: isWhole ? 'Use it, or pick what is wrong' : 'Pick what is open',
    ignoreFocusOut: true,
  })
  return picked?.name
}

/** Empty: no column. */
async function pickColumn(columns: readonly Column[], name: string): Promise<string | undefined> {
  const items = columns.map(({ name: column, distinct, example }) => ({
    label: column,
    description: `${distinct} different values`,
    detail: example.slice(0, 120),
    column,
  }))
  const none = { label: 'No column', description: '', detail: '', column: '' }
  const picked = await vscode.window.showQuickPick([...items, none], {
    title: `Which column is ${name === 'expected' ? 'the right answer' : name}?`,
    matchOnDetail: true,
    ignoreFocusOut: true,
  })
  return picked?.column
}
