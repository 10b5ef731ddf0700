import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { parsePrompt, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const PATH = '.gemini/commands/git/commit.toml'
const block = prose('Use {{args}}', '!{git diff | head}', '@{src/a.ts}', 'say """ and "" and "', 'C:\\temp \\u00e9')
const basic = (text: string) => JSON.stringify(text)
const long = (text: string) => `"""\n${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}\n"""`
const literal = (text: string) => `'${text.replace(/['\n]/g, ' ')}'`
const longLiteral = (text: string) => `'''\n${text}\n'''`
const file = (strings: fc.Arbitrary<string>) =>
  fc
    .tuple(byteOrderMarks, strings, lineEnds)
    .map(([bom, string, end]) =>
      `${bom}# prompt = "no"\ndescription = "It's \\"x\\""\ntags = [\n  "prompt = 'no'",\n]\nprompt = ${string} # why\n\n[more]\nprompt = "no"\n`.replaceAll(
        '\n',
        end,
      ),
    )

describe('a Gemini command', () => {
  holdsProperties(PATH, file(block.map(basic)), block)
  holdsProperties(PATH, file(block.map(long)), block)
  holdsProperties(PATH, file(block.map(literal)), fc.constantFrom('One "line" \\ {{args}}', 'Another'))
  holdsProperties(PATH, file(block.map(longLiteral)), prose('It\'s ""so""', '{{args}}', '\\n'))

  const textOf = (source: string) => parsePrompt(PATH, source).messages.map(({ text }) => text)

  it('is read from each kind of string', () => {
    assert.deepEqual(textOf('prompt = "a\\tb\\u00e9\\"\\n"'), ['a\tbé"\n'])
    assert.deepEqual(textOf('"prompt" = """\na \\\n   b\n""c""\\""""'), ['a b\n""c"""'])
    assert.deepEqual(textOf("prompt = 'a\\tb'"), ['a\\tb'])
    assert.deepEqual(textOf("x = 1\nprompt = '''\na 'b' '''''"), ["a 'b' ''"])
    assert.deepEqual(parsePrompt(PATH, 'prompt = "{{args}} !{ls} @{x}"').variables, ['args'])
  })

  it('is refused what its string cannot hold', () => {
    assert.throws(() => writePrompt(parsePrompt(PATH, "prompt = 'a'"), ["it's"]), InputError)
    assert.throws(() => writePrompt(parsePrompt(PATH, "prompt = '''a'''"), ["a '''b"]), InputError)
    assert.equal(writePrompt(parsePrompt(PATH, 'prompt = """a"""'), ['say "b"']), 'prompt = """say "b\\""""')
  })

  it('is named where it is missing or never closed', () => {
    assert.throws(() => parsePrompt(PATH, 'description = "x"\n[a]\nprompt = "y"'), /no text under "prompt"/)
    assert.equal(parsePrompt(PATH, 'prompt = """\nx').diagnostics[0]?.line, 1)
  })

  it('is read at once whatever stands around it', () => {
    for (const piece of ['"', "'", '"""', '[', 'a = [', '{', '#', 'a = "\n', 'a = """\n', '\\"', ' ', 'a ='])
      assert.deepEqual(textOf(`prompt = "x"\n${piece.repeat(10_000)}`), ['x'])
  })
})
