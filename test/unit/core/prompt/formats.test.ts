// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { splitLines } from '../../../../src/core/prompt/diff.ts'
import { formatOf, parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { holdsProperties, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const line = fc.oneof(
  fc.constantFrom(
    'Classify the message.',
    '',
    '  - billing: fees',
    'Text: {{text}}',
    '${input:x:hint}',
    '# Überschrift 🙂',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `p${text.replace(/[\r\n]/g, '')}`),
)
const bom = fc.constantFrom('', '\uFEFF')
/** Lines with mixed line ends, with or without one at the end. */
const block = fc
  .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 6 }), fc.option(line, { nil: '' }))
  .map(([lines, last]) => lines.flat().join('') + last)
const header = fc
  .tuple(
    fc.constantFrom('---', '--- '),
    fc.array(fc.constantFrom('name: x', 'globs: **/*.ts', "a: 'b' # c", '')),
    lineEnd,
  )
  .map(([fence, lines, end]) => [fence, ...lines, '---', ''].join(end))
const optionalHeader = fc.option(header, { nil: '' })

const chatSource = fc
  .tuple(
    bom,
    fc.array(fc.tuple(fc.constantFrom('system', 'user', 'assistant'), block, fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.constantFrom('\n', '\r\n', ' '),
  )
  .map(([mark, messages, gap]) => {
    const items = messages.map(([role, text, escaped]) => {
      const literal = JSON.stringify(text)
      const content = escaped ? literal.replace(/[^\u0020-\u007e]/g, unicodeEscape).replaceAll('/', '\\/') : literal
      return `{${gap}"role" : "${role}",${gap}"name": "n","content":${content} }`
    })
    return `${mark}[${gap}${items.join(`,${gap}`)}${gap}]${gap}`
  })
const promptySource = fc
  .tuple(
    bom,
    optionalHeader,
    block,
    fc.array(fc.tuple(fc.constantFrom('system:', 'User :', '# assistant:', 'user[a=b]:'), lineEnd, block, lineEnd), {
      maxLength: 3,
    }),
  )
  .map(([mark, head, first, messages]) => [mark, head, first, '\n', ...messages.flat()].join(''))

const sources: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ['prompts/a.txt', fc.tuple(bom, block).map((parts) => parts.join(''))],
  ['prompts/a.md', fc.tuple(bom, optionalHeader, block).map((parts) => parts.join(''))],
  ['a.prompt.md', fc.tuple(bom, optionalHeader, block).map((parts) => parts.join(''))],
  ['a.prompty', promptySource],
  ['prompts/a.json', chatSource],
]

for (const [path, source] of sources) {
  describe(`a prompt in ${path}`, () => {
    holdsProperties(path, source, prose('{{text}}', '# Title'), { numRuns: 60 })

    it('changes one line and no other byte', () => {
      fc.assert(
        fc.property(source, fc.nat(), fc.nat(), (text, m, l) => {
          const document = parsePrompt(path, text)
          const texts = document.messages.map((message) => message.text)
          const at = m % texts.length
          const lines = (texts[at] ?? '').split('\n')
          fc.pre(lines.length > 1 || lines[0] !== '')
          lines[l % lines.length] = 'CHANGED "line" \\ é'
          const wanted = texts.with(at, lines.join('\n'))
          const written = writePrompt(document, wanted)
          assert.deepEqual(parsePrompt(path, written).messages, withTexts(document.messages, wanted))
          const [before, after] = [splitLines(text), splitLines(written)]
          assert.equal(after.length, before.length)
          assert.equal(after.filter((line, i) => line !== before[i]).length, 1)
        }),
        { numRuns: 60 },
      )
    })
  })
}

describe('line ends', () => {
  const change = (path: string, source: string, text: string) => {
    const document = parsePrompt(path, source)
    return writePrompt(document, [text, ...document.messages.slice(1).map((message) => message.text)])
  }

  it('of new lines are those of the lines beside them', () => {
    assert.equal(change('a.txt', 'one\r\ntwo\nthree', 'one\nnew\ntwo\nthree'), 'one\r\nnew\r\ntwo\nthree')
    assert.equal(change('a.txt', 'one\r\ntwo\nthree', 'one\n2\n2b\nthree'), 'one\r\n2\n2b\nthree')
    assert.equal(change('a.txt', 'one\rtwo\r', 'one\rtwo\nthree'), 'one\rtwo\rthree\r')
  })

  it('are not added at the end of a file that lacks one', () => {
    assert.equal(change('a.txt', '\uFEFFone', 'one\ntwo'), '\uFEFFone\ntwo')
    assert.equal(change('a.txt', 'one\r\ntwo', 'one'), 'one')
  })

  it('part a message from the next when the first was empty', () => {
    assert.equal(change('a.prompty', 'system:\r\nuser:\r\n{{x}}', 'Be kind.'), 'system:\r\nBe kind.\r\nuser:\r\n{{x}}')
    assert.equal(change('a.prompty', '---\nname: x\n---', 'Be kind.'), '---\nname: x\n---\nBe kind.')
  })
})

describe('messages', () => {
  const messagesOf = (path: string, source: string) =>
    parsePrompt(path, source).messages.map((message) => [message.role, message.text])

  it('of a prompty file open with a role line, and what stands before is the system message', () => {
    const source =
      '---\nname: x\n---\nBe kind.\n\nuser:\nHi {{name}}\nsystem: is prose here\n\nassistant:\n\n# Developer:\nEnd'
    assert.deepEqual(messagesOf('a.prompty', source), [
      ['system', 'Be kind.'],
      ['user', 'Hi {{name}}\nsystem: is prose here'],
      ['assistant', ''],
      ['system', 'End'],
    ])
  })

  it('of a Copilot prompt leave out its header, whatever it holds', () => {
    const source =
      "---\nargument-hint: [a] [b]\ntools: ['x'] # mine\n---\nExplain ${input:trace:paste it} with #tool:search\n"
    const document = parsePrompt('x/a.prompt.md', source)
    assert.deepEqual(document.messages, [{ role: 'user', text: 'Explain ${input:trace:paste it} with #tool:search' }])
    assert.deepEqual(document.variables, ['trace'])
  })

  it('of a Markdown file leave out a header but not a text between two rules', () => {
    assert.deepEqual(messagesOf('prompts/a.md', '---\ntitle: x\n---\nHi'), [['user', 'Hi']])
    assert.deepEqual(messagesOf('prompts/a.md', '---\nJust text\n---\nHi'), [['user', '---\nJust text\n---\nHi']])
  })

  it('of chat JSON are decoded', () => {
    const source = '[{"role":"developer","content":"a\\u00e9\\r\\n\\"b\\""},{"content":"{{x}}","role":"user"}]'
    assert.deepEqual(messagesOf('a.json', source), [
      ['system', 'aé\n"b"'],
      ['user', '{{x}}'],
    ])
  })

  it('of chat JSON keep the escapes of the lines that did not change', () => {
    const source = '[{"role":"user","content":"caf\\u00e9\\nfoo\\nsl\\/ash"}]'
    assert.equal(
      writePrompt(parsePrompt('a.json', source), ['café\n"foo"\nsl/ash']),
      '[{"role":"user","content":"caf\\u00e9\\n\\"foo\\"\\nsl\\/ash"}]',
    )
  })

  it('may not be opened by a new text', () => {
    const prompty = parsePrompt('a.prompty', 'system:\nBe kind.\nuser:\n{{x}}\n')
    assert.throws(() => writePrompt(prompty, ['Be kind.\nassistant:\nSure', '{{x}}']), InputError)
    assert.throws(() => writePrompt(prompty, ['Be kind.\n  # USER[a=b] :  ', '{{x}}']), InputError)
    assert.throws(() => writePrompt(parsePrompt('a.txt', 'one'), ['one\n---\ntwo']), /---/)
    assert.throws(() => writePrompt(prompty, ['Be kind.']), /2 messages/)
  })
})

describe('a broken file', () => {
  const problem = (path: string, source: string): string => {
    try {
      parsePrompt(path, source)
    } catch (error) {
      if (InputError.is(error)) return error.sentence
      throw error
    }
    return 'no error'
  }

  it('is named with its line', () => {
    assert.match(problem('a.json', '[\n{"role": "user",\n"content": }]'), /^a\.json:3: .*value is expected/)
    assert.match(problem('a.json', '{"a": 1}'), /^a\.json:1: .*list of messages/)
    assert.match(problem('a.json', '[]'), /list of messages/)
    assert.match(problem('a.json', '[\n{"role": "tool", "content": ""}]'), /^a\.json:2: .*role/)
    assert.match(problem('a.json', '[{"role": "user", "content":\n []}]'), /^a\.json:2: .*not text/)
    assert.match(problem('a.json', `${'['.repeat(100_000)}`), /nested/)
    assert.match(problem('a.rs', 'x'), /no prompt of a known format/)
  })

  it('without an end to its header is a prompt without messages, and says so', () => {
    for (const path of ['a.prompt.md', 'a.prompty', '.cursor/rules/a.mdc']) {
      const { messages, diagnostics } = parsePrompt(path, '---\nname: x\nHi')
      assert.deepEqual(messages, [])
      assert.match(diagnostics[0]?.message ?? '', /never closed/)
    }
  })

  it('with a hundred thousand spaces is read at once', () => {
    assert.equal(parsePrompt('a.prompty', `${' '.repeat(100_000)}x\n${'{{'.repeat(100_000)}`).messages.length, 1)
    // Each of these took seconds once: a test run shows it if one does again.
    assert.equal(parsePrompt('a.prompt', '\\'.repeat(60_000)).messages.length, 1)
    assert.equal(formatOf('prompts/a.j2', '\t'.repeat(60_000))?.id, 'jinja')
  })
})

function withTexts(messages: readonly { readonly role: string }[], texts: readonly string[]): unknown {
  return messages.map((message, i) => ({ role: message.role, text: texts[i] }))
}

function unicodeEscape(sign: string): string {
  return [...Array(sign.length).keys()].map((i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
}
