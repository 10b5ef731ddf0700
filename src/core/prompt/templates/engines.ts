// The template languages by id.
import { bracesEngine } from './braces.ts'
import { claudeEngine } from './claude.ts'
import { copilotEngine } from './copilot.ts'
import type { EngineId, TemplateEngine } from './engine.ts'
import { fStringEngine } from './fString.ts'
import { geminiEngine } from './gemini.ts'
import { handlebarsEngine } from './handlebars.ts'
import { hostEngine } from './host.ts'
import { jinjaEngine, nunjucksEngine } from './jinjaEngines.ts'
import { liquidEngine } from './liquid.ts'
import { mustacheEngine } from './mustache.ts'
import { noEngine } from './none.ts'
import { pomlEngine } from './poml.ts'
import { semanticKernelEngine } from './semanticKernel.ts'
import { stringTemplateEngine } from './stringTemplate.ts'

const ENGINES: Readonly<Partial<Record<EngineId, TemplateEngine>>> = {
  none: noEngine,
  braces: bracesEngine,
  handlebars: handlebarsEngine,
  jinja: jinjaEngine,
  nunjucks: nunjucksEngine,
  mustache: mustacheEngine,
  liquid: liquidEngine,
  'semantic-kernel': semanticKernelEngine,
  'f-string': fStringEngine,
  'string-template': stringTemplateEngine,
  copilot: copilotEngine,
  claude: claudeEngine,
  gemini: geminiEngine,
  poml: pomlEngine,
  host: hostEngine,
}

export function engineOf(id: EngineId): TemplateEngine {
  return ENGINES[id] ?? bracesEngine
}
