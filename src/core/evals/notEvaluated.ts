// Assertion types of promptfoo that are not evaluated here, each with why. Must never hold a type that has a grader.

const TRACE = 'needs the trace of an agent, and an output here is a text'
const TOOLS = 'needs the tools of the provider’s config, without which prompts are measured here'
const SERVICE = 'needs a service of its own'
const LOGPROBS = 'needs the probabilities of tokens, which are not asked for'

const REASONS: Readonly<Record<string, string>> = {
  'is-sql contains-sql': 'needs promptfoo’s own SQL parser, whose grammars alone are larger than Tunesmith',
  meteor: 'needs WordNet, a dictionary that is larger than Tunesmith',
  ruby: 'is Ruby; JavaScript and Python can be run',
  webhook: 'would send outputs to another address',
  'perplexity perplexity-score': LOGPROBS,
  'is-valid-function-call is-valid-openai-function-call is-valid-openai-tools-call': TOOLS,
  'skill-used trace-span-count trace-span-duration trace-error-spans trajectory:tool-used': TRACE,
  'trajectory:tool-args-match trajectory:tool-sequence trajectory:step-count trajectory:goal-success': TRACE,
  guardrails: 'needs flags that no model here reports',
  'classifier moderation pi': SERVICE,
  'agent-rubric search-rubric': 'needs a judge that uses tools',
  human: 'is what people say in promptfoo’s viewer',
}

/** Reasons by type, each to follow the type in a sentence. */
export const NOT_EVALUATED: ReadonlyMap<string, string> = new Map(
  Object.entries(REASONS).flatMap(([types, reason]) => types.split(' ').map((type) => [type, reason] as const)),
)

export function whyNotEvaluated(type: string): string | undefined {
  return type.startsWith('promptfoo:redteam:') ? 'belongs to promptfoo’s red teaming' : NOT_EVALUATED.get(type)
}
