// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are written so.
// What every template engine holds, whatever it is given.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type EngineId, TemplateError } from '../../../../../src/core/prompt/templates/engine.ts'
import { engineOf } from '../../../../../src/core/prompt/templates/engines.ts'

const ENGINES: readonly EngineId[] = [
  'none',
  'braces',
  'jinja',
  'nunjucks',
  'handlebars',
  'mustache',
  'liquid',
  'semantic-kernel',
  'f-string',
  'string-template',
  'copilot',
  'claude',
  'gemini',
  'poml',
]

const PIECES =
  '{{ }} {% %} {# #} {{{ }}} {{# {{/ {{^ {{> {{! {{!-- --}} {{& {{= =}} {{~ ~}} {%- -%} $ $$ ${ } $ARGUMENTS !` ` !{ @{ { ' +
  'x y.z $x "a" \' " ( ) [ ] | : = , . * + - ~ \\ if endif else for in endfor set macro raw endraw block each with as ' +
  'constructor __proto__ 1 1.5 \n \r\n é 🙂 \ud800 system: input:x role assign case end'

/** Text that looks like templates of every kind, most of it broken. */
const garbage = fc
  .array(fc.constantFrom(...PIECES.split(' '), ' '), { maxLength: 40 })
  .map((pieces) => pieces.join(' ').replaceAll(' \n ', '\n'))

describe('every template engine', () => {
  for (const id of ENGINES) {
    const engine = engineOf(id)

    it(`${id} has spans in order whose text is that of the template, and never throws over any text`, () => {
      fc.assert(
        fc.property(garbage, (text) => {
          let at = 0
          for (const span of engine.spans(text)) {
            assert.ok(span.start >= at && span.end > span.start && span.end <= text.length)
            assert.equal(span.text, text.slice(span.start, span.end))
            at = span.end
          }
          assert.ok(engine.variables(text).every((name) => name !== ''))
          const problem = engine.problem(text)
          assert.ok(problem === undefined || (problem.offset >= 0 && problem.offset <= text.length))
        }),
        { seed: 7, numRuns: 60 },
      )
    })

    it(`${id} ends any text in pieces or in a template error`, () => {
      fc.assert(
        fc.property(garbage, (text) => {
          try {
            assert.ok(engine.render(text, { x: 'X', y: { z: [1, 'two', null] } }).length >= 0)
          } catch (error) {
            assert.ok(error instanceof TemplateError, String(error))
          }
        }),
        { seed: 7, numRuns: 60 },
      )
    })

    it(`${id} keeps text without tags as one literal text`, () => {
      const pieces = engine.render('Plain text,\nno tags.', {})
      assert.equal(pieces.map((piece) => piece.text).join(''), 'Plain text,\nno tags.')
      assert.ok(pieces.every((piece) => piece.literal))
    })
  }
})
