// OpenAI's evals as cases: the registry with its samples, and the graders of the Evals API.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../../../../src/core/errors.ts'
import { gradeCase } from '../../../../../src/core/evals/graders/grade.ts'
import type { GradeContext } from '../../../../../src/core/evals/graders/grader.ts'
import { toPromptfooConfig } from '../../../../../src/core/export/promptfooConfig.ts'
import { loadTask } from '../../../../../src/core/task.ts'
import { memoryFiles } from '../../../../support/memoryFiles.ts'

const lines = (...rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const chat = (text: string) => [
  { role: 'system', content: 'Answer.' },
  { role: 'user', content: text },
]
const PROMPT = { 'p.txt': 'Reply to {{input}}' }

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: unknown) => (InputError.is(error) ? error.sentence : String(error)),
  )
}

async function graded(task: Awaited<ReturnType<typeof loadTask>>, output: string, context: GradeContext = {}, at = 0) {
  const kase = task.evalFile.cases[at]
  assert.ok(kase)
  const outcome = await gradeCase(kase, output, context)
  return 'grade' in outcome ? [outcome.grade.pass, outcome.grade.score] : outcome.error
}

describe('an eval of OpenAI’s registry', () => {
  const registry = (kind: string, more = '') => `my-eval:
  id: my-eval.dev.v0
  metrics: [accuracy]
my-eval.dev.v0:
  class: evals.elsuite.basic.x:${kind}
  args:
    samples_jsonl: my/samples.jsonl
${more}`
  const load = (kind: string, samples: string, more = '', files: Record<string, string> = {}) =>
    loadTask(
      memoryFiles({
        ...PROMPT,
        'registry/evals/my.yaml': registry(kind, more),
        'registry/data/my/samples.jsonl': samples,
        ...files,
      }),
      'p.txt',
      'registry/evals/my.yaml',
    )

  it('has a case for each sample, with its last user message as the input', async () => {
    const { evalFile } = await load(
      'Match',
      lines({ input: chat('1+1 {{x}}'), ideal: '2' }, { input: 'file://a', ideal: ['3'] }),
    )
    assert.deepEqual(
      evalFile.cases.map(({ vars, expected, source }) => [vars.input, expected, source.file, source.line]),
      [
        ['1+1 {{x}}', '2', 'registry/data/my/samples.jsonl', 1],
        ['file://a', '3', 'registry/data/my/samples.jsonl', 2],
      ],
    )
    assert.deepEqual(evalFile.cases[0]?.vars.messages, chat('1+1 {{x}}'))
  })

  for (const [kind, more, ideal, output, wanted] of [
    ['Match', '', ['B', 'C'], 'C) so', true],
    ['Match', '', ['B', 'C'], ' C', false],
    ['Includes', '', 'Two', 'it is two', false],
    ['Includes', '    ignore_case: true\n', 'Two', 'it is two', true],
    ['FuzzyMatch', '', ['The Cat'], 'a cat!', true],
    ['JsonMatch', '', '{"a": [1]}', '{"a":[1]}', true],
    ['JsonMatch', '', ['{"a": 1}', '{"b": 1}'], '{"b":2}', false],
  ] as const)
    it(`grades by ${kind}${more.trim()}: ${wanted} for ${output}`, async () => {
      const task = await load(kind, lines({ input: 'q', ideal }), more)
      assert.deepEqual(await graded(task, output), [wanted, Number(wanted)])
    })

  it('has a judge choose by a prompt of the registry, and scores the choice', async () => {
    const spec = `fact:
  prompt: "Q {input} A {completion} by {criteria}? {{}} {ideal}"
  choice_strings: AB
  choice_scores: {A: 1.0, B: 0.0}
  input_outputs: {input: completion}
`
    const more = '    modelgraded_spec: fact\n    modelgraded_spec_args: {criteria: "truth"}\n'
    const task = await load('ModelBasedClassify', lines({ input: 'q', ideal: 'i' }), more, {
      'registry/modelgraded/fact.yaml': spec,
    })
    const prompt = JSON.stringify(task.evalFile.cases[0]?.assertions[0]?.judging?.rubricPrompt)
    assert.equal(prompt, '"Q {{input}} A {{output}} by truth? {} {{expected}}"')
    const without = await refusal(
      load('ModelBasedClassify', lines({ input: 'q' }), more, {
        'registry/modelgraded/fact.yaml': spec.replace(/ {2}choice_scores.*\n/, ''),
      }),
    )
    assert.match(without, /my\.yaml:8: The choices of "fact" have no scores/)
    assert.match(
      await refusal(load('ModelBasedClassify', lines({ input: 'q' }), more)),
      /no prompt "fact" for the judge/,
    )
  })

  it('is refused with its line where class or samples are not known', async () => {
    assert.match(
      await refusal(load('Sorted', lines({ input: 'q', ideal: 'a' }))),
      /^registry\/evals\/my\.yaml:5: Nobody here knows the class "Sorted"/,
    )
    assert.match(
      await refusal(load('Match', '{"input": "q"\n')),
      /^registry\/data\/my\/samples\.jsonl:1: The line is not JSON/,
    )
    assert.match(await refusal(load('Match', lines({ ideal: 'q' }))), /samples\.jsonl:1: The sample has no "input"/)
    assert.match(await refusal(load('Match', lines({ input: 'q' }))), /uses the variable "expected"/)
    const elsewhere = { 'registry/evals/my.yaml': registry('Match').replace('my/samples', '../../../../etc/passwd') }
    assert.match(await refusal(load('Match', '', '', elsewhere)), /:7: There are no samples/)
  })

  it('is sent whole by promptfoo once it is exported', async () => {
    const task = await load('Includes', lines({ input: chat('a'), ideal: ['x', 'y'] }))
    const { text, cases } = toPromptfooConfig(task.evalFile, [], 'c.yaml')
    assert.equal(cases, 1)
    assert.match(text, /prompts:\n {2}- "\{\{ messages \| dump \}\}"/)
    assert.match(text, /type: contains-any\n {8}value:\n {10}- x\n {10}- y/)
  })
})

describe('graders of OpenAI’s Evals API', () => {
  const OUT = '{{ sample.output_text }}'
  const load = (graders: readonly unknown[], item: Record<string, unknown> = { input: 'q', answer: 'Yes' }) =>
    loadTask(
      memoryFiles({
        ...PROMPT,
        'evals/e.json': JSON.stringify({ name: 'e', testing_criteria: graders }, undefined, 1),
        'evals/e.jsonl': lines({ item }),
      }),
      'p.txt',
      'evals/e.json',
    )
  const check = (operation: string, reference = '{{ item.answer }}', input = OUT) => ({
    type: 'string_check',
    name: 'c',
    input,
    reference,
    operation,
  })

  for (const [grader, output, wanted] of [
    [check('eq'), 'Yes', true],
    [check('eq'), 'yes', false],
    [check('eq', OUT, '{{item.answer}}'), 'Yes', true],
    [check('ne'), 'No', true],
    [check('like'), 'so Yes.', true],
    [check('like'), 'so yes.', false],
    [check('ilike', 'YES'), 'so yes.', true],
  ] as const)
    it(`check a text: ${grader.operation} ${grader.reference} is ${wanted} of ${output}`, async () => {
      assert.deepEqual(await graded(await load([grader]), output), [wanted, Number(wanted)])
    })

  it('measure similarity where the metric is the same, and say it where it is not', async () => {
    const metric = (name: string) => ({
      type: 'text_similarity',
      name,
      input: OUT,
      reference: '{{item.answer}}',
      evaluation_metric: name,
      pass_threshold: 0.4,
    })
    const task = await load([
      metric('bleu'),
      metric('rouge_1'),
      metric('cosine'),
      metric('meteor'),
      metric('constructor'),
    ])
    assert.deepEqual(
      task.evalFile.cases[0]?.assertions.map(({ type, value, threshold }) => [type, value, threshold]),
      [
        ['bleu', 'Yes', 0.4],
        ['rouge-n', 'Yes', 0.4],
        ['similar', 'Yes', 0.4],
      ],
    )
    assert.match(
      task.evalFile.warnings.join(),
      /"meteor" measures "meteor", which is not measured here\. It is not eval/,
    )
  })

  it('have judges label and rate', async () => {
    const label = {
      type: 'label_model',
      name: 'l',
      model: 'gpt-x',
      input: [{ role: 'developer', content: 'Is {{sample.output_text}} kind?' }],
      labels: ['kind', 'rude'],
      passing_labels: ['kind'],
    }
    const score = {
      type: 'score_model',
      name: 's',
      model: 'gpt-x',
      input: label.input,
      range: [1, 5],
      pass_threshold: 4,
    }
    const task = await load([label, score])
    const asked: unknown[] = []
    const judge: NonNullable<GradeContext['judge']> = (examine, provider) => {
      asked.push(provider)
      return examine(async (question) => {
        asked.push(JSON.stringify(question.rubricPrompt).slice(0, 60))
        const reply = { reason: 'r', choice: 'kind', number: 3 }
        return question.reply.parse(reply)
      })
    }
    assert.deepEqual(await graded(task, 'x', { judge }), [false, 0.75])
    assert.equal(asked[0], 'openai:gpt-x')
    assert.match(String(asked[1]), /^\[\{"role":"system","content":"Is \{\{output\}\} kind\?/)
  })

  it('run Python with consent alone, and parts of JSON by code', async () => {
    const source = 'def grade(sample, item) -> float:\n  return 1.0 if item["answer"] in sample["output_text"] else 0.0'
    const task = await load([
      { type: 'python', name: 'p', source, pass_threshold: 0.5 },
      check('eq', 'a', '{{ sample.output_json.label }}'),
    ])
    const [python, part] = task.evalFile.cases[0]?.assertions ?? []
    assert.match(python?.code?.text ?? '', /^def grade[\s\S]*\nreturn float\(grade\(\{"output_text": output\}/)
    assert.equal(part?.transform?.text, 'JSON.parse(output).label')
    assert.match(String(await graded(task, 'x')), /Nobody allowed/)
  })

  it('add up to one score', async () => {
    const multi = (formula: string) => ({
      type: 'multi',
      name: 'm',
      graders: { a: check('eq'), b: check('ilike', 'yes') },
      calculate_output: formula,
      pass_threshold: 0.3,
    })
    assert.deepEqual(await graded(await load([multi('0.25 * a + 0.75*b')]), 'oh yes'), [true, 0.75])
    assert.match(await refusal(load([multi('max(a, b)')])), /evals\/e\.json:\d+: None of the graders/)
  })

  it('are refused where rows are missing', async () => {
    const files = { ...PROMPT, 'e.json': JSON.stringify({ testing_criteria: [check('eq')] }) }
    assert.match(await refusal(loadTask(memoryFiles(files), 'p.txt', 'e.json')), /Put them beside it as e\.jsonl/)
  })
})
