// What only Tunesmith knows of an eval file: `metadata.tunesmith`. A wrong value is refused, an unknown key is a warning.
import * as z from 'zod'
import { InputError } from '../errors.ts'
import { checkKeys, TUNESMITH_KEYS } from './keys.ts'
import { isRecord, type Located, partOf } from './source.ts'
import type { Warnings } from './warnings.ts'

const model = z.string().regex(/^[A-Za-z][\w-]*:\S+$/, 'a model is written "provider:name"')
const share = z.number().min(0).max(1)

const schema = z.object({
  models: z.union([model.transform((one) => [one]), z.array(model).min(1)]).optional(),
  objective: z.enum(['mean', 'worst', 'first'], 'it is "mean", "worst" or "first"').optional(),
  optimizer: model.optional(),
  judge: z
    .union([
      model.transform((one) => ({ panel: [one], votes: 1 })),
      z
        .strictObject({
          panel: z.array(model).min(1).max(9),
          votes: z.number().int().min(1).max(9).default(1),
          heldOut: model.optional(),
        })
        .refine(({ panel, heldOut }) => heldOut === undefined || !panel.includes(heldOut), {
          error: 'the held-out judge may not be of the panel, which the search asks',
        }),
    ])
    .optional(),
  embedder: model.optional(),
  target: z.number().min(0).max(1, 'a pass rate is written as a share, such as 0.95').optional(),
  split: z
    .strictObject({ train: share, select: share, test: share })
    .refine(({ train, select, test }) => Math.abs(train + select + test - 1) < 1e-6, 'the shares do not add up to 1')
    .optional(),
  repeats: z.number().int().min(1, 'it is how often each case is drawn, 1 or more').optional(),
  group: z.string().min(1).optional(),
  expected: z.string().min(1).optional(),
  task: z.string().min(1).optional(),
  columns: z.record(z.string().min(1), z.string().min(1, 'it is the name of a column')).optional(),
  labels: z
    .union([z.array(z.coerce.string()).min(1), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))])
    .optional(),
})

export type Settings = z.infer<typeof schema>

/** Where the settings stand in an eval file. */
export function settingsIn(whole: Located): Located {
  const metadata = isRecord(whole.value) ? whole.value.metadata : undefined
  return partOf(whole, ['metadata', 'tunesmith'], isRecord(metadata) ? metadata.tunesmith : undefined)
}

/** `labels` are already loaded where the file refers to them. Throws `InputError`. */
export function readSettings(where: Located, labels: unknown, warnings: Warnings): Settings {
  if (where.value === undefined || where.value === null) return {}
  if (!isRecord(where.value))
    throw new InputError('"metadata.tunesmith" is not a record.', 'Write one "name: value" on each line.', {
      file: where.file,
      line: where.lineOf(),
    })
  checkKeys(where, [], where.value, { known: TUNESMITH_KEYS, what: 'under metadata.tunesmith' }, warnings)
  const parsed = schema.safeParse({ ...where.value, ...(labels !== undefined && { labels }) })
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) warnings.attempt(() => refuse(where, issue), undefined)
  return {}
}

function refuse(where: Located, issue: z.core.$ZodIssue): void {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  throw new InputError(`"metadata.tunesmith.${path.join('.')}" is wrong: ${reason(issue)}.`, 'Correct it.', {
    file: where.file,
    line: where.lineOf(path),
  })
}

function reason(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().at(-1) : issue
  return (inner?.message ?? 'it cannot be read').replace(/\.$/, '').replace(/^./, (first) => first.toLowerCase())
}
