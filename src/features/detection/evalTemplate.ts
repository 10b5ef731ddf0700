// The text of a first eval file, in promptfoo's syntax: it runs there, too. Pure.
import type { PromptDocument } from '../../core/prompt/document.ts'

const NUMBERS =
  '# Thirty cases show a large difference, two hundred a small one. Inputs from real use are the best ones.'

/** A starter of three cases: inputs with right answers, or tasks for an agent under instructions. */
export function evalFileFor(
  promptName: string,
  { class: promptClass, variables, cases }: Pick<PromptDocument, 'class' | 'variables' | 'cases'>,
): string {
  const isInstructions = promptClass === 'instructions' && variables.length === 0
  return isInstructions ? instructionEval(promptName) : taskEval(promptName, variables, cases)
}

/** `samples` are inputs that stand in the prompt's own file: they come first. */
function taskEval(promptName: string, variables: readonly string[], samples: PromptDocument['cases']): string {
  const names = variables.length > 0 ? variables : ['input']
  const cases = ['first', 'second', 'third'].map((which, i) => {
    const sample = samples[i]?.vars ?? {}
    const vars = names
      .map((name) => {
        const value = Object.hasOwn(sample, name) ? sample[name] : `Replace me with a ${which} real input`
        return `      ${JSON.stringify(name)}: ${JSON.stringify(value)}\n`
      })
      .join('')
    return `  - vars:\n${vars}    assert:\n      - type: equals\n        value: "Replace me with its right answer"\n`
  })
  return `# Each test is one case: the variables of the prompt, and what the answer must be.
${head(promptName)}tests:
${cases.join('')}`
}

function instructionEval(promptName: string): string {
  const cases = ['first', 'second', 'third'].map(
    (which) => `  - vars:
      task: "Replace me with a ${which} real task"
    assert:
      - type: llm-rubric
        value: "Replace me with what a good answer does"
`,
  )
  return `# Each test is a task for an agent under these instructions, and what a good answer does. The instructions are sent
# as the system message, the task as the user's.
${head(promptName)}tests:
${cases.join('')}metadata:
  tunesmith:
    # The model that judges by the rubrics.
    judge: sandbox:small
# A command can judge, too. It finds the answer in output.txt and the case in case.json; exit code 0 passes, and what it
# prints is the reason. It runs once you allow it.
# defaultTest:
#   metadata:
#     tunesmith:
#       check: node "$WORKSPACE/check.mjs"
`
}

function head(promptName: string): string {
  return `${NUMBERS}
description: "${promptName}"
prompts:
  - "file://${promptName}"
providers:
  # A simulated model, free and without a key. Put a real one here: openai:gpt-6-luna, ollama:llama3.2
  - sandbox:small
`
}
