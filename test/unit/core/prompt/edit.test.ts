import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import type { PromptDocument } from '../../../../src/core/prompt/document.ts'
import { replaceText, setText } from '../../../../src/core/prompt/edit.ts'
import { parsePrompt } from '../../../../src/core/prompt/registry.ts'

const prompty = parsePrompt(
  'a.prompty',
  '---\r\nname: Sort\r\n---\r\nsystem:\r\nSort {{name}}. Sort.\r\n\r\nuser:\n{{x}}\r',
)
const chat = parsePrompt(
  'chat.json',
  '[ {"role":"system", "content":"Say \\"a\\".\\nEnd."}, {"role":"user","content":"{{x}}"} ]',
)
const protectedText = (document: PromptDocument) =>
  document.parts.filter(({ kind }) => kind !== 'text').map(({ start, end }) => document.source.slice(start, end))

describe('replacing text', () => {
  it('changes every place in the prose and no other byte', () => {
    assert.equal(
      replaceText(prompty, 'Sort', 'File'),
      prompty.source.replace('Sort {{name}}. Sort.', 'File {{name}}. File.'),
    )
    assert.equal(
      replaceText(chat, 'Say "a".\nEnd.', 'No\n"b"'),
      chat.source.replace('Say \\"a\\".\\nEnd.', 'No\\n\\"b\\"'),
    )
  })

  it('refuses what stands in a header, a role or a variable, and says so', () => {
    for (const find of ['name', 'system:', '{{x}}', '---'])
      assert.throws(() => replaceText(prompty, find, 'y'), /only in protected places/)
    assert.throws(() => replaceText(prompty, 'nowhere', 'y'), /is not in the file/)
    assert.throws(() => replaceText(prompty, '', 'y'), /nothing to find/)
  })

  it('refuses a new variable, an open tag, and a line that opens a message', () => {
    for (const bad of ['{{y}}', 'a {{', 'user:'])
      assert.throws(
        () => replaceText(prompty, ' Sort.', `\n${bad}`),
        (error) => InputError.is(error),
      )
  })

  it('leaves all that is protected equal to the byte, or writes nothing', () => {
    const word = fc.stringMatching(/^[a-zA-Z:{}"\n-]{0,8}$/)
    fc.assert(
      fc.property(
        fc.constantFrom(prompty, chat),
        fc.constantFrom('Sort', '.', 'a', 'End'),
        word,
        (document, find, text) => {
          let written: string
          try {
            written = replaceText(document, find, text)
          } catch (error) {
            assert.ok(InputError.is(error))
            return
          }
          assert.deepEqual(protectedText(parsePrompt(document.path, written)), protectedText(document))
        },
      ),
      { seed: 7 },
    )
  })
})

describe('setting a message', () => {
  it('takes a pointer into the messages, or into a list', () => {
    for (const pointer of ['/messages/0/content', '/0/content'])
      assert.equal(setText(chat, pointer, 'New.'), chat.source.replace('Say \\"a\\".\\nEnd.', 'New.'))
  })

  it('refuses any other place', () => {
    for (const pointer of ['/0/role', '/messages/7/content', '/name', '', '/messages/0'])
      assert.throws(() => setText(chat, pointer, 'x'), /protected, or not there/)
  })

  it('refuses a text without the variables of the message', () => {
    assert.throws(() => setText(chat, '/1/content', 'x'), /\{\{x\}\} is lost/)
  })
})
