// mustache/spec: its core files, and the optional ones where they are a language of templates alone. The engine does not
// escape; the suite does, so the bench asks for it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vars } from '../../src/core/evals/case.ts'
import { renderMustache } from '../../src/core/prompt/templates/mustache/render.ts'
import type { Outcome } from './outcome.ts'

interface Case {
  readonly name: string
  readonly template: string
  readonly data: Vars
  readonly partials?: Record<string, string>
  readonly expected: string
}

const CORE = ['comments', 'delimiters', 'interpolation', 'inverted', 'partials', 'sections']

/** `directory`: the suite's `specs`. */
export function runMustache(directory: string): Outcome[] {
  return CORE.flatMap((file) => {
    const { tests } = JSON.parse(readFileSync(join(directory, `${file}.json`), 'utf8')) as { tests: Case[] }
    return tests.map(({ name, template, data, partials = {}, expected }) => {
      let got: string
      try {
        got = renderMustache(template, data, { partials }, escapeHtml)
          .map((piece) => piece.text)
          .join('')
      } catch (error) {
        got = String(error)
      }
      return { name: `${file} ${name}`, passed: got === expected, got, expected }
    })
  })
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => HTML[sign] ?? sign)
}
