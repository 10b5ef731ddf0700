// Jinja and nunjucks: one interpreter of our own with a dialect each. No library would do: none says which of its output
// stood in the template and which came out of a value (and a value must never forge a role), nunjucks compiles
// templates to JavaScript and runs it, and a WebAssembly build of minijinja is a megabyte. Every rendering has a budget.
import type { Vars } from '../../evals/case.ts'
import { Budget } from './budget.ts'
import { toValue } from './data.ts'
import type { EngineId, TemplateEngine } from './engine.ts'
import type { Expression } from './jinja/ast.ts'
import type { Dialect } from './jinja/dialect.ts'
import { Evaluator } from './jinja/evaluate.ts'
import { readTuple } from './jinja/expressions.ts'
import { javascriptDialect } from './jinja/javascriptDialect.ts'
import { lex, type Segment } from './jinja/lexer.ts'
import { namesIn } from './jinja/names.ts'
import { parseJinja } from './jinja/parser.ts'
import { promptyDialect, pythonDialect } from './jinja/pythonDialect.ts'
import { renderJinja } from './jinja/templates.ts'
import { TokenReader } from './jinja/tokenReader.ts'
import { readerOf } from './parsedLanguage.ts'

export const jinjaEngine: TemplateEngine = engine('jinja', 'Jinja', pythonDialect)

/** Jinja as Prompty renders it: see `promptyDialect`. */
export const promptyJinjaEngine: TemplateEngine = engine('jinja', 'Jinja', promptyDialect)

/** As promptfoo uses it: nothing escaped, the last line end of a text input dropped. */
export const nunjucksEngine: TemplateEngine = engine('nunjucks', 'nunjucks', javascriptDialect)

function engine(id: EngineId, label: string, dialect: Dialect): TemplateEngine {
  const globals = new Set(dialect.globals(new Evaluator(dialect, new Budget())).keys())
  const known = new Set([...globals, 'self', 'super', 'loop', 'caller', 'varargs', 'kwargs'])
  return {
    id,
    label,
    ...readerOf({
      segments: (text) => lex(text, dialect.syntax).segments,
      parse: (text) => parseJinja(text, dialect.syntax),
      names: (body) => namesIn(body, dialect, known),
      printed: (segment) => {
        const name = printed(segment, dialect)
        return name === undefined || known.has(name) ? undefined : name
      },
    }),
    render: (text, vars, options) => renderJinja(text, values(vars, dialect), dialect, options),
  }
}

function values(vars: Vars, dialect: Dialect): [string, unknown][] {
  return Object.entries(vars).map(([name, value]) => {
    const dropped = dialect.syntax.javascript && typeof value === 'string' ? value.replace(/\n$/, '') : value
    return [name, toValue(dropped)]
  })
}

function printed(segment: Segment, dialect: Dialect): string | undefined {
  const reader = new TokenReader(segment.tokens, segment.end, dialect.syntax.javascript)
  let node: Expression = readTuple(reader)
  reader.end()
  while (node.kind === 'filter' || node.kind === 'attribute' || node.kind === 'item') node = node.of
  return node.kind === 'name' ? node.name : undefined
}
