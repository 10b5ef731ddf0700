// Gemini CLI commands (.gemini/commands/**/*.toml): the string under `prompt` is one user message. `!{shell}` and
// `@{file}` stay as they are and are never run.
import { InputError } from '../../errors.ts'
import { lineOfOffset } from '../../readText.ts'
import { type Codec, escapingCodec, plainCodec } from '../codec.ts'
import { decodeEscapes, escapedLinesCodec, refusing } from '../codecs/escapes.ts'
import type { PromptFormat } from '../document.ts'
import { withoutOuterLineEnds } from '../lines.ts'
import { type TomlString, tomlStrings } from '../toml.ts'

export const geminiCommandFormat: PromptFormat = {
  id: 'gemini-command',
  label: 'Gemini command',
  class: 'task',
  claims: (path) => {
    if (/(?:^|\/)\.gemini\/commands\/.*\.toml$/i.test(path)) return { confidence: 1, reason: 'in .gemini/commands' }
    return /\.toml$/i.test(path) ? { confidence: 0.1, reason: 'TOML' } : undefined
  },
  // Extensions of Gemini CLI keep theirs in a folder of their own.
  sniff: (path, head) =>
    /(?:^|\/)commands\//.test(path) && /^prompt[ \t]*=[ \t]*["']/m.test(head)
      ? { confidence: 0.9, reason: 'a command with a prompt' }
      : undefined,
  parse: (path, source) => {
    const prompt = tomlStrings(source).find(({ key }) => key === 'prompt')
    if (prompt === undefined)
      throw new InputError('The file has no text under "prompt".', 'Write prompt = """…""".', { file: path })
    const { start, end } = prompt.quote.length === 3 ? withoutOuterLineEnds(source, prompt.start, prompt.end) : prompt
    const place = start < end ? { start, end } : { start: prompt.start, end: prompt.start }
    return [
      {
        engine: 'gemini',
        messages: [{ role: 'user', ...place, codec: CODECS[prompt.quote] }],
        diagnostics: prompt.closed
          ? []
          : [{ message: 'The text under "prompt" is never closed.', line: lineOfOffset(source, prompt.start - 1) }],
      },
    ]
  },
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
}
/** In strings of three quotes, a backslash at the end of a line takes the line end and all space after it. */
const ESCAPE = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([btnfre"\\])|[ \t]*(?:\r\n|\n|\r)\s*)/g

function decodeBasic(raw: string) {
  return decodeEscapes(raw, ESCAPE, ([, short, long, byte, sign]) => {
    const code = Number.parseInt(short ?? long ?? byte ?? '', 16)
    if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    return sign === undefined ? '' : ESCAPES[sign]
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: TOML forbids them in all strings.
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

const CODECS: Readonly<Record<TomlString['quote'], Codec>> = {
  '"': escapingCodec(decodeBasic, (text) => JSON.stringify(text).slice(1, -1).replaceAll('\x7f', '\\u007f')),
  '"""': escapedLinesCodec(decodeBasic, (text) =>
    text
      .replaceAll('\\', '\\\\')
      .replace(/"(?=["\r\n]|$)/g, '\\"')
      .replace(new RegExp(CONTROLS, 'g'), (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  "'": refusing(
    plainCodec,
    new RegExp(`['\\r\\n]|${CONTROLS.source}`),
    'A TOML text in single quotes holds neither quotes nor line ends.',
  ),
  "'''": refusing(
    plainCodec,
    new RegExp(`'''|${CONTROLS.source}`),
    'A TOML text in three single quotes holds neither three of them nor signs that cannot be seen.',
  ),
}
