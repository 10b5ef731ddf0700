// Jinja and nunjucks: one interpreter of our own with a dialect each. No library would do: none says which of its output
// stood in the template and which came out of a value (and a value must never forge a role), nunjucks compiles
// templates to JavaScript and runs it, and a WebAssembly build of minijinja is a megabyte. Every rendering has a budget.
import type { Vars } from '../../evals/case.ts'
import type { Span } from '../span.ts'
import { Budget } from './budget.ts'
import { toValue } from './data.ts'
import { type EngineId, type TemplateEngine, TemplateError, type TemplateProblem } from './engine.ts'
import type { Body, Expression } from './jinja/ast.ts'
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

export const jinjaEngine: TemplateEngine = engine('jinja', 'Jinja', pythonDialect)

/** Jinja as Prompty renders it: see `promptyDialect`. */
export const promptyJinjaEngine: TemplateEngine = engine('jinja', 'Jinja', promptyDialect)

/** As promptfoo uses it: nothing escaped, the last line end of a text input dropped. */
export const nunjucksEngine: TemplateEngine = engine('nunjucks', 'nunjucks', javascriptDialect)

function engine(id: EngineId, label: string, dialect: Dialect): TemplateEngine {
  const globals = new Set(dialect.globals(new Evaluator(dialect, new Budget())).keys())
  const known = new Set([...globals, 'self', 'super', 'loop', 'caller', 'varargs', 'kwargs'])
  const inputs = (body: Body): ReadonlySet<string> => namesIn(body, dialect, known).inputs
  return {
    id,
    label,
    spans: (text) => spans(text, dialect, (body) => inputs(body)),
    variables: (text) => {
      const body = parsed(text, dialect)
      if (!(body instanceof TemplateError)) return [...inputs(body)]
      return [...new Set(spans(text, dialect, inputs).flatMap((span) => span.name ?? []))].filter(
        (name) => !known.has(name),
      )
    },
    problem: (text): TemplateProblem | undefined => {
      const body = parsed(text, dialect)
      if (body instanceof TemplateError) return { offset: Math.min(body.offset, text.length), message: body.message }
      return namesIn(body, dialect, known).unknown
    },
    render: (text, vars, options) => renderJinja(text, values(vars, dialect), dialect, options),
  }
}

function values(vars: Vars, dialect: Dialect): [string, unknown][] {
  return Object.entries(vars).map(([name, value]) => {
    const dropped = dialect.syntax.javascript && typeof value === 'string' ? value.replace(/\n$/, '') : value
    return [name, toValue(dropped)]
  })
}

function parsed(text: string, dialect: Dialect): Body | TemplateError {
  try {
    return parseJinja(text, dialect.syntax)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

function spans(text: string, dialect: Dialect, inputs: (body: Body) => ReadonlySet<string>): Span[] {
  const body = parsed(text, dialect)
  const names = body instanceof TemplateError ? undefined : inputs(body)
  return lex(text, dialect.syntax).segments.flatMap((segment): Span[] => {
    if (segment.kind === 'text') return []
    const place = { start: segment.start, end: segment.end, text: text.slice(segment.start, segment.end) }
    if (segment.kind === 'comment') return [{ kind: 'comment', ...place }]
    const name = segment.kind === 'output' ? inputOf(segment, dialect) : undefined
    const input = name !== undefined && (names === undefined || names.has(name))
    return [input ? { kind: 'variable', ...place, name } : { kind: 'tag', ...place }]
  })
}

/** The name that a tag prints: plain, a path of it, or filtered. */
function inputOf(segment: Segment, dialect: Dialect): string | undefined {
  try {
    const reader = new TokenReader(segment.tokens, segment.end, dialect.syntax.javascript)
    let node: Expression = readTuple(reader)
    reader.end()
    while (node.kind === 'filter' || node.kind === 'attribute' || node.kind === 'item') node = node.of
    return node.kind === 'name' ? node.name : undefined
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}
