// Which providers Tunesmith knows, where they answer and where their keys come from. Data only.

export interface Provider {
  readonly id: string
  /** For people. */
  readonly label: string
  /** Without a trailing slash; undefined where there is no HTTP endpoint, or it is known only at run time. */
  readonly baseUrl?: string
  /** Environment variable of its key; undefined where no key is needed. */
  readonly keyVariable?: string
  /** Runs on the user's own machine by default, so it may be probed for its models. */
  readonly local?: true
  /** Has a batch engine (batch/registry.ts). */
  readonly batches?: true
}

export const PROVIDERS: readonly Provider[] = [
  {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    batches: true,
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    keyVariable: 'ANTHROPIC_API_KEY',
    batches: true,
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
  },
  {
    id: 'github',
    label: 'GitHub Models',
    baseUrl: 'https://models.github.ai/inference',
    keyVariable: 'GITHUB_API_KEY',
  },
  { id: 'ollama', label: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', local: true },
  { id: 'lmstudio', label: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', local: true },
  { id: 'llamacpp', label: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1', local: true },
  { id: 'vllm', label: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1', local: true },
  { id: 'vscode', label: 'VS Code language models' },
  { id: 'sandbox', label: 'Sandbox', batches: true },
]

export const SANDBOX_NOTICE = 'Simulated: the sandbox is not a real model'

/** Whether the provider of a model has a batch engine. */
export function takesBatches(model: string): boolean {
  return knownProvider(model.split(':')[0]?.toLowerCase() ?? '')?.batches === true
}

/** The table's row, or undefined for a custom provider. */
export function knownProvider(id: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.id === id)
}
