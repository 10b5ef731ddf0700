// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { protectedSpans, templateSpans } from '../../../../src/core/prompt/spans.ts'
import { bracesEngine } from '../../../../src/core/prompt/templates/braces.ts'

const found = (text: string) => protectedSpans(text).map((span) => `${span.kind} ${span.text}`)

describe('variables', () => {
  it('are double braces and Copilot inputs, in order, once each', () => {
    const text = '{{ text }} ${input:trace} {{text}} {{{raw}}} ${input:n:a hint} {{a.b}} {{größe}} ${selection}'
    assert.deepEqual(bracesEngine.variables(`${text} {{last}} {{raw}}`), [
      'text',
      'trace',
      'raw',
      'n',
      'a.b',
      'größe',
      'last',
    ])
  })

  it('are not tags, filters, expressions or words of the template language', () => {
    const text = '{{#if a}}{{else}}{{/if}} {{ a | upper }} {% for x in xs %} {# note #} {{> part}} {{}} {{this}}'
    assert.deepEqual(bracesEngine.variables(text), [])
    assert.equal(templateSpans(text).filter((span) => span.kind === 'tag').length, 9)
  })

  it('stand inside JSON braces without confusion', () => {
    assert.deepEqual(bracesEngine.variables('{"text": {{text}}}'), ['text'])
  })
})

describe('protected spans', () => {
  it('cover what an edit must keep', () => {
    assert.deepEqual(found('Use {{x}} and ${file}, #file:a/b.md #tool:search/x, see https://a.example/x?y=1.'), [
      'variable {{x}}',
      'placeholder ${file}',
      'reference #file:a/b.md',
      'reference #tool:search/x',
      'url https://a.example/x?y=1',
    ])
  })

  it('cover fenced code with what is in it, closed or not', () => {
    assert.deepEqual(found('a\n```json\n{{x}}\n~~~\n```\nb'), ['code ```json\n{{x}}\n~~~\n```', 'variable {{x}}'])
    assert.deepEqual(found('a\n~~~\nb'), ['code ~~~\nb'])
  })

  it('cover locked regions, closed or not', () => {
    assert.deepEqual(found('a <!-- lock -->Never.<!-- /lock --> b'), ['lock <!-- lock -->Never.<!-- /lock -->'])
    assert.deepEqual(found('a <!--lock-->Never.\nb'), ['lock <!--lock-->Never.\nb'])
  })

  it('are found in linear time in hostile text', () => {
    for (const piece of ['{{', '{%', '{#', '${', '<!-- lock', '<!-- ', '```\n', '#file:', 'https://', '{{{a']) {
      const text = piece.repeat(100_000)
      assert.ok(protectedSpans(text).every((span) => text.slice(span.start, span.end) === span.text))
    }
  })
})
