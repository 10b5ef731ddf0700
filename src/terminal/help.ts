// The help texts, one screen each, made from the table of verbs.
// Must never say what the table does not.

import { type OptionName, optionSpecs } from './options.ts'
import { indent, wrap } from './text.ts'
import { type Verb, verbSpecs, verbs } from './verbs.ts'

const WIDTH = 92

/** Help of the whole command line, or of one verb. Ends without a line break. */
export function helpText(verb: Verb | undefined): string {
  return verb === undefined ? overview() : verbHelp(verb)
}

function overview(): string {
  return [
    'Tunesmith repairs a failing prompt with evidence, and says when training is worth more than prompting.',
    '',
    'Usage: tunesmith VERB [options]',
    '',
    ...columns(verbs.map((verb) => [signature(verb), verbSpecs[verb].summary])),
    '',
    'A first round, without any key (the sandbox’s models are simulated):',
    '  tunesmith detect',
    '  tunesmith eval route.prompt.md --model sandbox:small',
    '  tunesmith optimize route.prompt.md --model sandbox:small',
    '',
    'Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY. Runs are kept in .tunesmith/ of the',
    'workspace, the same that the panel in VS Code shows.',
    '',
    'Exit codes: 0 good, 1 failed or worse, 2 bad input or usage, 3 stopped by the budget, 130 interrupted.',
    'tunesmith VERB --help says more about a verb; tunesmith --version prints the version.',
  ].join('\n')
}

function verbHelp(verb: Verb): string {
  const spec = verbSpecs[verb]
  return [
    `Usage: tunesmith ${signature(verb)} [options]`,
    '',
    ...wrap(spec.about, WIDTH),
    '',
    'Options:',
    ...columns([...spec.options.map((name) => [flag(name), optionSpecs[name].help] as const), ['--help', 'this text']]),
    '',
    ...(spec.failure === undefined ? [] : [...wrap(`Exit code 1: ${spec.failure}.`, WIDTH), '']),
    'Examples:',
    ...indent(spec.examples, 2),
  ].join('\n')
}

function signature(verb: Verb): string {
  const { target, many } = verbSpecs[verb]
  if (target === undefined) return verb
  return `${verb} ${target === 'DIR' ? '[DIR]' : target}${many ? ' …' : ''}`
}

function flag(name: OptionName): string {
  const { value } = optionSpecs[name]
  return value === undefined ? `--${name}` : `--${name} ${value}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(20, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, WIDTH - left - 2)
    const [first = '', ...rest] = lines
    const head =
      name.length < left ? [`  ${name.padEnd(left)}${first}`] : [`  ${name}`, `  ${' '.repeat(left)}${first}`]
    return [...head, ...indent(rest, left + 2)]
  })
}
