// Judges favour their own kind (Panickssery et al. 2024, arXiv 2404.13076): whose kind a model is, and what to say of it.
import { parseModelId } from '../modelId.ts'

const FAMILIES: readonly (readonly [family: string, name: RegExp])[] = [
  ['OpenAI', /\b(?:gpt|chatgpt|o[1-9]|davinci)(?:\b|(?=\d))/i],
  ['Anthropic', /\b(?:claude|haiku|sonnet|opus)\b/i],
  ['Google', /\b(?:gemini|gemma|palm)/i],
  ['Meta', /llama/i],
  ['Mistral', /mi[sx]tral|codestral|ministral/i],
  ['Qwen', /qwen|qwq/i],
  ['DeepSeek', /deepseek/i],
  ['Microsoft', /\bphi\b|\bphi-?\d/i],
  ['Cohere', /command-r|cohere/i],
  ['xAI', /grok/i],
]
const MAKERS: Readonly<Record<string, string>> = { openai: 'OpenAI', anthropic: 'Anthropic' }

/** Undefined where the name does not tell, and for the sandbox's models, which favour nobody. */
export function familyOf(id: string): string | undefined {
  const { provider, name } = parseModelId(id)
  if (provider === 'sandbox') return undefined
  return FAMILIES.find(([, pattern]) => pattern.test(name))?.[0] ?? MAKERS[provider]
}

/** What to tell of the judges before a run; `graded` answer the cases, `proposers` write the edits. */
export function judgeWarnings(
  judges: readonly string[],
  graded: readonly string[],
  proposers: readonly string[],
): string[] {
  const names = [...new Set(judges)]
  const kin = (judge: string, others: readonly string[]) => {
    const family = familyOf(judge)
    return family === undefined ? undefined : others.find((other) => familyOf(other) === family)
  }
  return names.flatMap((judge) => {
    const own = kin(judge, graded)
    const maker = kin(judge, proposers)
    const family = familyOf(judge) ?? ''
    return [
      ...(own === undefined ? [] : [favour(judge, family, `the answers of ${own}`)]),
      ...(own !== undefined || maker === undefined ? [] : [favour(judge, family, `edits that ${maker} proposes`)]),
    ]
  })
}

function favour(judge: string, family: string, what: string): string {
  return `The judge ${judge} may favour ${what}: both are of ${family}. Name a judge of another family under metadata.tunesmith.judge.`
}
