// Liquid: own parser and interpreter, so that what a value printed is told from what stood in the template.
import { toValue } from './data.ts'
import type { TemplateEngine } from './engine.ts'
import { ExpressionReader } from './liquid/expressions.ts'
import { lexLiquid, type Segment } from './liquid/lexer.ts'
import { namesIn } from './liquid/names.ts'
import { parseLiquid } from './liquid/parser.ts'
import { renderLiquid } from './liquid/render.ts'
import { readerOf } from './parsedLanguage.ts'

export const liquidEngine: TemplateEngine = {
  id: 'liquid',
  label: 'Liquid',
  ...readerOf({ segments: (text) => lexLiquid(text).segments, parse: parseLiquid, names: namesIn, printed }),
  render: (text, vars, options = {}) => {
    const values = Object.entries(vars).map(([name, value]) => [name, toValue(value)] as const)
    return renderLiquid(text, new Map(values), options)
  },
}

function printed(segment: Segment): string | undefined {
  const reader = new ExpressionReader(segment.text, segment.inside)
  const { of } = reader.filtered()
  reader.end()
  return of.kind === 'path' ? of.name : undefined
}
