// google/dotprompt's spec: the messages of each case. Schemas and other metadata are the format's, not the engine's.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse, parseAllDocuments } from 'yaml'
import type { Vars } from '../../src/core/evals/case.ts'
import { type DotpromptMessage, dotpromptMessages } from '../../src/core/prompt/templates/dotprompt.ts'
import { handlebarsEngine } from '../../src/core/prompt/templates/handlebars.ts'
import type { Outcome } from './outcome.ts'

interface Data {
  readonly input?: Vars
  readonly context?: Vars
  readonly messages?: readonly unknown[]
}

interface Case {
  readonly name: string
  readonly template: string
  readonly partials?: Record<string, string>
  readonly resolverPartials?: Record<string, string>
  readonly data?: Data
  readonly tests: readonly {
    readonly desc?: string
    readonly data?: Data
    readonly options?: { readonly input?: { readonly default?: Vars } }
    readonly expect: { readonly messages?: unknown }
  }[]
}

const HEADER = /^(?:(?:#[^\n]*|[ \t]*)\n)*---\s*(?:\r\n|\r|\n)([\s\S]*?)(?:\r\n|\r|\n)---\s*(?:\r\n|\r|\n)([\s\S]*)$/

/** `directory`: the suite's `spec`. */
export function runDotprompt(directory: string): Outcome[] {
  return globSync('**/*.yaml', { cwd: directory }).flatMap((file) => {
    const cases = parse(readFileSync(join(directory, file), 'utf8')) as Case[]
    return cases.flatMap((one) =>
      one.tests.map((test) => {
        const data: Data = { ...one.data, ...test.data }
        const vars = { ...test.options?.input?.default, ...data.input }
        const body =
          HEADER.test(one.template) && parseable(one.template)
            ? one.template.replace(HEADER, '$2').trim()
            : one.template
        const options = { partials: { ...one.partials, ...one.resolverPartials }, context: data.context ?? {} }
        let got: unknown
        try {
          const pieces = handlebarsEngine.render(body, vars, options)
          got = dotpromptMessages(pieces, data.messages).map((message) =>
            asInSpec(message, body.includes('{{history}}')),
          )
        } catch (error) {
          got = String(error)
        }
        const expected = test.expect.messages ?? []
        return {
          name: `${file} ${one.name}: ${test.desc ?? ''}`,
          passed: isDeepStrictEqual(got, expected),
          got,
          expected,
        }
      }),
    )
  })
}

function parseable(template: string): boolean {
  const header = HEADER.exec(template)?.[1] ?? ''
  return header.trim() !== '' && parseAllDocuments(header).length > 0
}

function asInSpec(message: DotpromptMessage<unknown>, marked: boolean): unknown {
  if (message.history !== undefined) {
    const past = message.history as Record<string, unknown>
    return marked ? { ...past, metadata: { purpose: 'history' } } : past
  }
  const content = message.parts.map((part) =>
    'section' in part ? { metadata: { purpose: part.section, pending: true } } : part,
  )
  return { role: message.role, content }
}
