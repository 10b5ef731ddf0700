// What formats share that are a header and one message: the body. The header is never part of a message.
import type { Role } from '../../ports.ts'
import type { ParsedPrompt, PromptDiagnostic } from '../document.ts'
import { afterBom, type Header } from '../frontMatter.ts'
import type { EngineId } from '../templates/engine.ts'
import { regionBetween } from './regions.ts'

/** The body as one message; none where the header is never closed. */
export function bodyPrompt(
  source: string,
  header: Header | undefined,
  { role, engine, diagnostics }: { role: Role; engine: EngineId; diagnostics: readonly PromptDiagnostic[] },
): ParsedPrompt {
  const bodyStart = header?.end ?? afterBom(source)
  return {
    engine,
    messages: header?.closed === false ? [] : [regionBetween(role, source, bodyStart, source.length)],
    marks: [{ kind: 'header', start: 0, end: bodyStart }],
    bodyStart,
    diagnostics,
  }
}
