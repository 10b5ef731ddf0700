// Training: what is read from a file, what is learnt, and who may learn it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Random } from '../../../../src/core/random.ts'
import { best, Classifier, type Row } from '../../../../src/sandbox/train/classifier.ts'
import { featuresOf } from '../../../../src/sandbox/train/features.ts'
import { Lock } from '../../../../src/sandbox/train/lock.ts'
import { planOf } from '../../../../src/sandbox/train/plan.ts'
import { inputFor, learnTemplate } from '../../../../src/sandbox/train/template.ts'
import { readTrainingFile, unlearnable } from '../../../../src/sandbox/train/trainingFile.ts'
import { fruitRow, fruitRows } from '../../../support/fruit.ts'

const AUTO = { n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' } as const
const user = (content: string) => [{ role: 'user' as const, content }]

function rowsOf(lines: readonly string[]) {
  const read = readTrainingFile(lines.join('\n'), 'training_file')
  assert.ok('rows' in read)
  return read.rows
}

function trained(rows: readonly Row[], outputs: number, epochs: number): Classifier {
  const classifier = new Classifier(outputs, 2 ** 15)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = new Random('order', String(epoch)).shuffle(rows)
    for (let i = 0; i < order.length; i += 8) classifier.step(order.slice(i, i + 8), 0.2)
  }
  return classifier
}

describe('a training file', () => {
  it('is refused with the line of its first fault', () => {
    const faults: readonly (readonly [string, RegExp])[] = [
      ['{oops', /Line 2: not valid JSON/u],
      ['{"text": "x"}', /Line 2: the key "messages"/u],
      ['{"messages":[{"role":"robot","content":"x"}]}', /Line 2: a message needs the role/u],
      ['{"messages":[{"role":"user"}]}', /Line 2: a message needs a text/u],
      ['{"messages":[{"role":"user","content":"x"}]}', /Line 2: the last message must be/u],
      ['{"messages":[{"role":"assistant","content":"x"}]}', /Line 2: a message of the user is missing/u],
    ]
    for (const [line, message] of faults) {
      const read = readTrainingFile([fruitRows(0, 1)[0], line].join('\n'), 'training_file')
      assert.ok('fault' in read)
      assert.match(read.fault.message, message)
      assert.equal(read.fault.param, 'training_file')
    }
  })

  it('may end with a blank line and have Windows line ends', () => {
    const read = readTrainingFile(`${fruitRows(0, 3).join('\r\n')}\r\n`, 'training_file')
    assert.equal('rows' in read && read.rows.length, 3)
  })

  it('must hold enough rows and answers that repeat', () => {
    assert.equal(unlearnable(rowsOf(fruitRows(0, 20))), undefined)
    assert.equal(unlearnable(rowsOf(fruitRows(0, 9)))?.code, 'invalid_n_examples')
    const same = fruitRows(0, 20).map((line) => line.replace('"tool"', '"fruit"'))
    assert.match(unlearnable(rowsOf(same))?.message ?? '', /same answer/u)
  })
})

describe('the template', () => {
  it('is what all prompts share, up to whole words', () => {
    const template = learnTemplate([
      user('Sort it.\n\nText: red ink\n\nLabel:'),
      user('Sort it.\n\nText: rotten egg\n\nLabel:'),
    ])
    assert.deepEqual(template, { before: 'Sort it.\n\nText: ', after: '\n\nLabel:' })
  })

  it('is empty where the inputs stand alone', () => {
    assert.deepEqual(learnTemplate([user('a red hat.'), user('a rotten egg.')]).after, '')
  })

  it('gives the input back, and looks for it in another prompt', () => {
    const template = learnTemplate([user('Sort it.\n\nText: one two'), user('Sort it.\n\nText: three')])
    assert.equal(inputFor(template, user('Sort it.\n\nText: four five')), 'four five')
    assert.equal(inputFor(template, user('Which sort is it?\n\nMessage: six seven')), 'six seven')
  })
})

describe('the classifier', () => {
  const plan = planOf(rowsOf(fruitRows(0, 60)), rowsOf(fruitRows(60, 80)), AUTO)

  it('learns what the rows have in common, and its loss falls', () => {
    const before = new Classifier(2, plan.buckets).loss(plan.valid)
    const classifier = trained(plan.train, 2, 6)
    assert.ok(Math.abs(before - Math.log(2)) < 1e-6)
    assert.ok(classifier.loss(plan.valid) < before / 2)
  })

  it('learns nothing that generalises where the answers are dealt at random', () => {
    const random = new Random('seed', 'labels')
    const shuffled = plan.train.map((row) => ({ ...row, output: random.int(2) }))
    const classifier = trained(shuffled, 2, 6)
    const right = plan.valid.filter((row) => best(classifier.predict(row.features)) === row.output).length
    assert.ok(right < plan.valid.length * 0.85, `${right} of ${plan.valid.length}`)
    assert.ok(classifier.loss(plan.valid) > 0.4)
  })

  it('goes on from its saved bytes as if it had never stopped', () => {
    const whole = trained(plan.train, 2, 2)
    const half = trained(plan.train, 2, 1)
    const resumed = new Classifier(2, plan.buckets, half.trainingBytes())
    const order = new Random('order', '1').shuffle(plan.train)
    for (let i = 0; i < order.length; i += 8) resumed.step(order.slice(i, i + 8), 0.2)
    assert.deepEqual(resumed.weights, whole.weights)
  })

  it('answers the same from its weights alone', () => {
    const classifier = trained(plan.train, 2, 2)
    const loaded = new Classifier(2, plan.buckets, classifier.weightBytes())
    const features = featuresOf(fruitRow(7).messages[0]?.content ?? '', plan.buckets)
    assert.deepEqual(loaded.predict(features), classifier.predict(features))
  })

  it('reads a text as a vector of unit length', () => {
    const { indices, weights } = featuresOf('a rather plain text about nothing', 2 ** 10)
    assert.equal(indices.length, new Set(indices).size)
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0))
    assert.ok(Math.abs(length - 1) < 1e-5)
  })
})

describe('the lock of a job', () => {
  const inFolder = (check: (path: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'lock-'))
    try {
      check(join(folder, 'job.lock'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('has one owner at a time', () => {
    inFolder((path) => {
      const first = Lock.take(path, 'a')
      assert.ok(first)
      assert.equal(Lock.take(path, 'b'), undefined)
      first.release()
      assert.ok(Lock.take(path, 'b'))
      assert.equal(first.touch(), false)
    })
  })

  it('is taken over from a process that is gone', () => {
    inFolder((path) => {
      writeFileSync(path, JSON.stringify({ pid: 2 ** 30, owner: 'gone' }))
      assert.ok(Lock.take(path, 'b'))
    })
  })

  it('is taken over where its owner has not been heard of for long', () => {
    inFolder((path) => {
      const first = Lock.take(path, 'a')
      utimesSync(path, new Date(0), new Date(0))
      assert.ok(Lock.take(path, 'b'))
      assert.equal(first?.touch(), false)
    })
  })
})
