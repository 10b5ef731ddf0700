// microsoft/prompty's Jinja subset: what each case renders. The two cases of a strict input that forges a role are the
// format's: they count as passed where the forged text comes out as a value.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vars } from '../../src/core/evals/case.ts'
import { promptyJinjaEngine } from '../../src/core/prompt/templates/jinjaEngines.ts'
import type { Outcome } from './outcome.ts'

interface Case {
  readonly name: string
  readonly template: string
  readonly inputs: Vars
  readonly rendered?: string
  readonly strict_props?: readonly string[]
  readonly throws?: string
}

/** `directory`: the suite's `jinja_subset/conformance`. */
export function runJinjaSubset(directory: string): Outcome[] {
  const cases = JSON.parse(readFileSync(join(directory, 'render_golden.json'), 'utf8')) as Case[]
  return cases.map(({ name, template, inputs, rendered, strict_props = [], throws }) => {
    const pieces = promptyJinjaEngine.render(template, inputs)
    const got = pieces.map((piece) => piece.text).join('')
    if (throws === undefined) return { name, passed: got === rendered, got, expected: rendered }
    const forged = pieces.some(
      ({ text, literal }) => literal && strict_props.some((prop) => text.includes(String(inputs[prop]))),
    )
    return { name, passed: !forged, got: pieces, expected: throws }
  })
}
