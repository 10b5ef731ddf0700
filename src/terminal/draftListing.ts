// Suggested cases for the eye: number, what they are for, input and expected answer. Must never show a control character
// of a log.
import type { DraftCase } from '../core/generate/draft.ts'
import { CHECKS_HEAD, checksYaml } from '../core/history/checksText.ts'
import type { SuggestedCheck } from '../core/history/suggest.ts'
import { printValue } from '../core/prompt/values.ts'
import { type Look, paint } from './look.ts'
import { clip, indent, printable, wrap } from './text.ts'

/** Suggestions that are listed; --json has them all. */
const MOST = 40

export const KINDS: Readonly<Record<DraftCase['kind'], string>> = {
  typical: 'typical',
  edge: 'edge',
  hardNegative: 'hard negative',
  failure: 'failure',
}

export function draftLines(drafts: readonly DraftCase[], look: Look, most = MOST): string[] {
  const lines = drafts.slice(0, most).flatMap(({ vars, expected, assert = [], kind, why, source }, i) => {
    const input = Object.entries(vars).map(([name, value]) => `${name}: ${printValue(value)}`)
    const answer =
      expected ??
      (assert.length > 0
        ? assert.map(({ type, value }) => (value === undefined ? type : `${type}: ${printValue(value)}`)).join('; ')
        : 'open: say what is right')
    const mark = paint(look, kind === 'failure' ? 'bad' : 'quiet', kind === 'failure' ? '✗' : '·')
    return [
      `${String(i + 1).padStart(3)} ${mark} ${clip(input.join('  '), look.width - 6)}`,
      `      ${paint(look, 'strong', clip(`→ ${answer}`, look.width - 6))}`,
      `      ${paint(look, 'quiet', clip(source === 'synthetic' ? `${KINDS[kind]}: ${why}` : why, look.width - 6))}`,
    ]
  })
  return drafts.length > most ? [...lines, `    … and ${drafts.length - most} more; --json FILE has them all.`] : lines
}

/** What to paste under defaultTest, since a rule holds for every case. */
export function checkLines(checks: readonly SuggestedCheck[], look: Look): string[] {
  return checks.length === 0
    ? []
    : ['', ...wrap(CHECKS_HEAD, look.width), ...indent(checksYaml(checks).map(printable), 2)]
}
