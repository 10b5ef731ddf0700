// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code under test is in strings.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../../../../src/core/errors.ts'
import { claimOf, parsePrompt, parsePrompts, writePrompt } from '../../../../src/core/prompt/registry.ts'
import { renderMessages } from '../../../../src/core/prompt/render.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const WORDS = 'Write a summary of the text below in two sentences.'
const plain = prose(WORDS, '{ "json": [1] }', '`code`', '// no comment', '# none', '"""', "'''", '*/', '100 $')
const withHoles = prose(
  WORDS,
  '${topic}',
  'a ${items.map((i) => `- ${i}`).join("\\n")} b',
  '{ "json": 1 }',
  '\\${literal}',
)
const file = (bom: string, end: string, lines: readonly string[]) => bom + lines.join('\n').replaceAll('\n', end)

const quoted = (text: string) => JSON.stringify(`${WORDS} ${text}`)
const single = (text: string) => `'${quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
const template = (text: string) =>
  `\`${WORDS} ${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``
const holed = (text: string) => `\`\n${WORDS}\n\${name} ${text.replace(/[\\`$]/g, '\\$&')} \${a.b("}", \`\${c}\`)}\n\``

const typescript = fc
  .tuple(
    byteOrderMarks,
    lineEnds,
    fc.array(fc.tuple(plain, fc.constantFrom(quoted, single, template, holed)), { minLength: 1, maxLength: 3 }),
  )
  .map(([bom, end, all]) =>
    file(bom, end, [
      "import { x } from 'y' // it's",
      'const re = /["`]/g, half = 1 / 2 / 3',
      ...all.map(
        ([text, write], i) => `export const P${i}_PROMPT: string = ${write(text)} as const;\nconst p = <p>Don't</p>`,
      ),
      '',
    ]),
  )
const python = fc
  .tuple(byteOrderMarks, lineEnds, fc.array(fc.tuple(plain, fc.nat(4)), { minLength: 1, maxLength: 3 }))
  .map(([bom, end, all]) => {
    const literal = (text: string, kind: number) => {
      const inside = `${WORDS} ${text}`.replaceAll('\\', '\\\\')
      if (kind === 0) return quoted(text)
      if (kind === 1) return `"""${inside.replaceAll('"', '\\"')}"""`
      if (kind === 2) return `'''\n${inside.replaceAll("'", "\\'")}\n'''.strip()`
      if (kind === 3) return `f"""${inside.replaceAll('"', '\\"').replace(/[{}]/g, '$&$&')} {name} {x["y"]!r:>{w}}"""`
      return `(\n  f'${quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replace(/[{}]/g, '$&$&')} {name}'\n)`
    }
    return file(bom, end, [
      "import x  # it's",
      ...all.map(([text, kind], i) => `P${i}_PROMPT: str = ${literal(text, kind)}`),
      'def f(a): return f"{a:%H\'%M}"',
      '',
    ])
  })

describe('a prompt in TypeScript', () => {
  holdsProperties(
    'src/prompts.ts',
    typescript,
    plain.map((text) => `${WORDS}${text}`),
  )
})

describe('a prompt in Python', () => {
  holdsProperties(
    'src/prompts.py',
    python,
    plain.map((text) => `${WORDS}${text}`),
  )
})

describe('a template literal or f-string', () => {
  const typescriptHoled = typescript.filter((source) => source.includes('a.b('))
  holdsProperties(
    'src/prompts.tsx',
    typescriptHoled,
    withHoles.map((text) => `${WORDS}${text.replaceAll('\\${literal}', '')}`),
  )

  it('shows interpolations in one way, and braces and dollars as they read', () => {
    const typescript = parsePrompt('a.ts', `const A_PROMPT = \`${WORDS} \${a.b} \\\${no} \\\`c\\\` {d} \${f(x)}\``)
    assert.equal(typescript.messages[0]?.text, `${WORDS} \${a.b} \\\${no} \`c\` {d} \${f(x)}`)
    assert.deepEqual(typescript.variables, ['a.b'])
    const python = parsePrompt('a.py', `A_PROMPT = f"${WORDS} {a.b} {{d}} \${{no}} {f(x)!r:>5} $\{price:.2f}"`)
    assert.equal(python.messages[0]?.text, `${WORDS} \${a.b} {d} \\\${no} \${f(x)!r:>5} $\${price:.2f}`)
    assert.deepEqual(python.variables, ['a.b', 'price'])
  })

  it('is filled in by name, and its expressions are never run', () => {
    const document = parsePrompt('a.py', `A_PROMPT = f"${WORDS} {name} costs {price:.2f} {1 + 1} \${{x}}"`)
    const [message] = renderMessages(document, { name: '${price}', price: 2 })
    assert.equal(message?.content, `${WORDS} \${price} costs 2.00 \${1 + 1} \${x}`)
    assert.throws(() => renderMessages(document, { name: 'x' }), /"price" has no value/)
  })

  it('is edited between interpolations, and what would break it is refused', () => {
    const source = `const A_PROMPT = \`${WORDS}\r\n\${a.map((x) => {\r\n  return x\r\n})} end\``
    const document = parsePrompt('a.ts', source)
    const text = document.messages[0]?.text ?? ''
    assert.equal(
      writePrompt(document, [`${text}\nUse \`x\` \\ now`]),
      `${source.slice(0, -1)}\r\nUse \\\`x\\\` \\\\ now\``,
    )
    assert.throws(() => writePrompt(document, [`${text} \${open`]), InputError)
    const f = parsePrompt('a.py', `A_PROMPT = f'${WORDS} {a}'`)
    assert.equal(writePrompt(f, [`${WORDS} \${a} it's {1}\nx`]), `A_PROMPT = f'${WORDS} {a} it\\'s {{1}}\\nx'`)
    const raw = parsePrompt('a.py', `A_PROMPT = r'${WORDS} \\d'`)
    assert.equal(raw.messages[0]?.text, `${WORDS} \\d`)
    assert.throws(() => writePrompt(raw, [`${WORDS} it's`]), InputError)
  })
})

describe('prompts in code', () => {
  const found = (path: string, source: string) =>
    parsePrompts(path, source).map(({ path: name, engine, messages }) => [
      name.slice(name.indexOf('#')),
      engine,
      ...messages.map(({ role, text }) => `${role}: ${text}`),
    ])

  it('are found by the name of what they are assigned to', () => {
    const source = `
      const systemPrompt = "${WORDS}", imagePromptUrl = "${WORDS}", title = "${WORDS}"
      export default { instructions: '${WORDS}', summaryPromptTemplate: \`${WORDS}\` }
      const other = cond ? promptA : "${WORDS}", prompt = "${WORDS}" + rest, short = { prompt: "Your name?" }
      class A { private userPrompt: string = dedent\`
        ${WORDS}
          More.
      \` }`
    assert.deepEqual(found('a.ts', source), [
      ['#systemPrompt', 'none', `system: ${WORDS}`],
      ['#instructions', 'none', `system: ${WORDS}`],
      ['#summaryPromptTemplate', 'host', `user: ${WORDS}`],
      ['#userPrompt', 'host', `user: ${WORDS}\n  More.`],
    ])
  })

  it('are found where a function that is named like one returns them', () => {
    assert.deepEqual(
      found('a.py', `def get_system_prompt(a):\n    return f"${WORDS} {a}"\ndef title():\n    return "${WORDS}"\n`),
      [['#get_system_prompt', 'host', `system: ${WORDS} \${a}`]],
    )
    assert.deepEqual(found('a.ts', `const userPrompt = (a: string) => \`${WORDS} {{$b}}\``), [
      ['#userPrompt', 'host', `user: ${WORDS} {{$b}}`],
    ])
    assert.equal(parsePrompt('a.ts', `const userPrompt = "${WORDS} {{$b}}"`).engine, 'semantic-kernel')
  })

  it('are found where a template library reads them, and not in lists of suggestions', () => {
    const python = `greeting = PromptTemplate.from_template("""\n${WORDS} {a}\n""".strip(), x=1)\nother = PromptTemplate(input_variables=["a"], template="${WORDS} {a}")\n`
    assert.deepEqual(found('a.py', python), [
      ['#greeting', 'f-string', `user: ${WORDS} {a}`],
      ['#other', 'f-string', `user: ${WORDS} {a}`],
    ])
    assert.throws(() => found('a.ts', `const list = [{ prompt: "${WORDS}" }, { prompt: "${WORDS}" }]`), InputError)
  })

  it('are found by a comment, however short', () => {
    const source = `// tunesmith:prompt greeting\nsay(a, ['Hi'])\nconst x = /* prompt */ 'Yo'\n// a prompt\ny = 'no'\n`
    assert.deepEqual(found('a.js', source), [
      ['#greeting', 'none', 'user: Hi'],
      ['#x', 'none', 'user: Yo'],
    ])
    assert.deepEqual(found('a.py', `def f():\n    # tunesmith: prompt\n    return "Hi"\n`), [
      ['#f', 'none', 'user: Hi'],
    ])
  })

  it('are found where they are passed to a client, as one with their messages', () => {
    const typescript = `
      export async function answer(q) {
        await openai.chat.completions.create({ model: 'm', messages: [
          { role: 'developer', content: '${WORDS}' },
          { content: [{ type: 'text', text: 'x' }], role: 'user' },
          { role: 'user', content: q.text },
        ] })
        return generateText({ model, prompt: q, system: "${WORDS}" })
      }
      const chat = ChatPromptTemplate.fromMessages([['system', '${WORDS} {a}'], ['human', '{text}']])
      test([{ role: 'user', content: 'Hi' }])`
    assert.deepEqual(found('a.ts', typescript), [
      ['#answer', 'host', `system: ${WORDS}`, 'user: ${q.text}'],
      ['#answer-2', 'host', `system: ${WORDS}`, 'user: ${q}'],
      ['#answer-3', 'f-string', `system: ${WORDS} {a}`, 'user: {text}'],
    ])
    const python = `def ask(q):
    client.messages.create(model="m", system="${WORDS}", messages=[{"role": "user", "content": f"Q: {q}"}])
agent = Agent(name="a", instructions="${WORDS}")
chat = ChatPromptTemplate.from_messages([("system", "${WORDS} {a}"), ("human", "{text}")])
`
    assert.deepEqual(found('a.py', python), [
      ['#ask', 'host', `system: ${WORDS}`, 'user: Q: ${q}'],
      ['#ask-2', 'host', `system: ${WORDS}`],
      ['#ask-3', 'f-string', `system: ${WORDS} {a}`, 'user: {text}'],
    ])
  })

  it('keep their names while others change, and are found by them', () => {
    const source = `const A_PROMPT = "${WORDS}"\nconst B_PROMPT = "${WORDS}"\n`
    assert.equal(parsePrompt('src/a.ts#B_PROMPT', `// new line\n${source}`).path, 'src/a.ts#B_PROMPT')
    const changed = writePrompt(parsePrompt('src/a.ts#B_PROMPT', source), [`${WORDS} Be brief.`])
    assert.equal(changed, source.replace(/below in two sentences\."\n$/, 'below in two sentences. Be brief."\n'))
  })

  it('in Python are formats where they are used as such', () => {
    const source = `A_PROMPT = "${WORDS} {a}: {{}}"\nB_PROMPT = """${WORDS} {"a": 1}"""\nC_PROMPT = "${WORDS} {x!z}"\nprint(C_PROMPT.format(x=1))\n`
    assert.deepEqual(
      found('a.py', source).map((row) => row.slice(0, 2)),
      [
        ['#A_PROMPT', 'f-string'],
        ['#B_PROMPT', 'none'],
        ['#C_PROMPT', 'f-string'],
      ],
    )
  })

  it('put together from several strings are left alone', () => {
    assert.throws(() => parsePrompts('a.py', `A_PROMPT = ("${WORDS}"\n  "${WORDS}")`), InputError)
    assert.throws(() => parsePrompts('a.ts', `const A_PROMPT = "${WORDS}" + x`), InputError)
  })

  it('make a file one of prompts unless it is a test', () => {
    const source = `const A_PROMPT = "${WORDS}"`
    assert.equal(claimOf('src/a.ts', source)?.claim.confidence, 0.8)
    assert.equal(claimOf('test/a.test.ts', source)?.claim.confidence, 0.1)
    assert.equal(claimOf('src/a.ts', 'const a = 1')?.claim.confidence, 0.1)
    assert.equal(claimOf('src/a.d.ts', source), undefined)
  })

  it('are read at once in whatever file', () => {
    const pieces = [
      '`',
      '`${',
      '"\\',
      '/',
      '/*',
      '{role:"system",',
      'messages: [{ role: "user", content: x }, ',
      'f"{',
      'f"""{',
      '# tunesmith:prompt\n',
    ]
    for (const path of ['a.ts', 'a.py'])
      for (const piece of pieces)
        assert.equal(
          parsePrompts(path, `A_PROMPT = "${WORDS}"\nx = ${piece.repeat(5_000)}`)[0]?.path,
          `${path}#A_PROMPT`,
        )
  })
})
