// The command that comes next, so that a newcomer is never left standing. Must never start it.
import type { DiagnosisReport, EvalReport, SweepReport } from '../core/events.ts'
import { shareOf } from '../shared/format.ts'
import type { Command } from './arguments.ts'
import { evalPasses } from './outcome.ts'
import { isVerb, verbSpecs } from './verbs.ts'

export interface NextStep {
  /** One sentence. */
  readonly why: string
  /** What to type; undefined where nothing is left to do here. */
  readonly command: string | undefined
}

export function afterEval(report: EvalReport, target: number | null, promptPath: string): NextStep {
  if (report.ungraded !== undefined)
    return {
      why: 'Next, say under “assert” what a right answer looks like: then prompts can be compared.',
      command: undefined,
    }
  return evalPasses(report, target)
    ? { why: 'The prompt does what is asked of it: nothing to mend.', command: undefined }
    : { why: 'Next, search for a better prompt:', command: command('optimize', promptPath) }
}

export function afterSweep(report: SweepReport, promptPath: string): NextStep {
  const { winner, target, plateau } = report
  const reached = target !== null && winner.rate.n > 0 && shareOf(winner.rate) >= target
  if (reached)
    return {
      why: 'The target is reached: with the winner in the file there is nothing more to do.',
      command: undefined,
    }
  return {
    why: plateau.plateau
      ? 'Prompting is at its ceiling. Next, find out why the rest fails:'
      : 'Some cases still fail. Next, find out why:',
    command: command('diagnose', promptPath),
  }
}

export function afterDiagnosis(report: DiagnosisReport, promptPath: string): NextStep {
  switch (report.recommendation.action) {
    case 'fine-tune':
      return { why: 'Next, train the model on the corrected failures:', command: command('finetune', promptPath) }
    case 'prompt':
      return { why: 'Next, search on:', command: `${command('optimize', promptPath)} --preset deep` }
    case 'bigger-model':
      return {
        why: 'Next, measure the prompt on a bigger model:',
        command: `${command('eval', promptPath)} --model ID`,
      }
    case 'fix-labels':
      return {
        why: 'Next, mend the expected values of the cases named above, then:',
        command: command('eval', promptPath),
      }
    case 'structured-output':
    case 'stop':
      return { why: 'Nothing more to run here.', command: undefined }
  }
}

export function afterTraining(promptPath: string): NextStep {
  return {
    why: 'Next, compare the tuned model with the prompted one on sealed cases:',
    command: command('confirm', promptPath),
  }
}

/** "tunesmith optimize route.prompt.md"; a path with a space is quoted. */
export function command(verb: string, promptPath: string): string {
  return `tunesmith ${verb} ${word(promptPath)}`
}

/** The same command that takes up run `runId`; without its limits where those were too small. */
export function commandAgain(given: Command, runId: number, keepLimits: boolean): string {
  const { evalFile, models, optimizer, judge, embedder, preset, repeats, concurrency, seed, run, job } = given
  const { maxUsd, maxCalls, maxTokens } = given
  const flags: readonly (readonly [string, string | number | undefined])[] = [
    ['eval', evalFile],
    ...models.map((model) => ['model', model] as const),
    ['optimizer', optimizer],
    ['judge', judge],
    ['embedder', embedder],
    ['preset', preset],
    ['max-usd', keepLimits ? maxUsd : undefined],
    ['max-calls', keepLimits ? maxCalls : undefined],
    ['max-tokens', keepLimits ? maxTokens : undefined],
    ['repeat', repeats],
    ['concurrency', concurrency],
    ['seed', seed],
    ['run', run],
    ['job', job],
    ['resume', runId],
  ]
  return [command(given.verb, given.target), ...commandWords(flags)].join(' ')
}

/** "--name value" of each that has one. */
export function commandWords(flags: readonly (readonly [string, string | number | undefined])[]): string[] {
  return flags.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${word(String(value))}`]))
}

/** The next command with the consent to run code that this one had, where it takes one. */
export function withConsentAgain({ allowCode }: Command, next: string): string {
  const verb = next.split(' ')[1] ?? ''
  return allowCode && isVerb(verb) && verbSpecs[verb].options.includes('allow-code') ? `${next} --allow-code` : next
}

/** The text as one word of a shell, with nothing in it that a shell would act on when the command is pasted. */
function word(text: string): string {
  if (/^[\w./@:-]+$/.test(text)) return text
  return /["$`\\!\n]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}
