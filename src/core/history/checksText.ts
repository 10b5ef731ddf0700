// Rules that commits put in, as lines of YAML to be pasted under `assert`. Pure.
import type { SuggestedCheck } from './suggest.ts'

export const CHECKS_HEAD =
  'Rules that commits put in. Those that every output must keep belong under defaultTest: assert:'

/** Each with its commit as a comment. */
export function checksYaml(checks: readonly SuggestedCheck[]): string[] {
  return checks.flatMap(({ type, value, why }) => [
    `# ${why.replace(/[\p{Cc}\s]+/gu, ' ')}`,
    `- type: ${type}`,
    `  value: ${JSON.stringify(value)}`,
  ])
}
