// The kinds of log, in the order in which they are asked whether a value is theirs. To add one, write its file in
// readers/ and put it into this table.
import { anthropicReader } from './readers/anthropic.ts'
import { langfuseReader } from './readers/langfuse.ts'
import { langsmithReader } from './readers/langsmith.ts'
import { openaiReader } from './readers/openai.ts'
import { otlpReader } from './readers/otlp.ts'
import { plainReader } from './readers/plain.ts'
import { promptfooReader } from './readers/promptfoo.ts'
import type { LogPiece, LogReader, LogUnit } from './record.ts'

const READERS: readonly LogReader[] = [
  otlpReader,
  langsmithReader,
  langfuseReader,
  anthropicReader,
  openaiReader,
  promptfooReader,
  plainReader,
]

/** What a value of a log says, and which kind of log it is of; undefined where no reader knows it. */
export function readUnit(unit: LogUnit): { readonly label: string; readonly pieces: readonly LogPiece[] } | undefined {
  for (const reader of READERS) {
    const pieces = reader.read(unit)
    if (pieces !== undefined) return { label: reader.label, pieces }
  }
  return undefined
}

/** The kinds in words, for whoever has another. */
export function logKinds(): string {
  return READERS.map(({ label }) => label).join(', ')
}
