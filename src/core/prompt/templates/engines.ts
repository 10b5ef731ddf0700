// The template languages by id.
import { bracesEngine } from './braces.ts'
import type { EngineId, TemplateEngine } from './engine.ts'
import { noEngine } from './none.ts'

const ENGINES: Readonly<Partial<Record<EngineId, TemplateEngine>>> = { none: noEngine, braces: bracesEngine }

export function engineOf(id: EngineId): TemplateEngine {
  return ENGINES[id] ?? bracesEngine
}
