// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Copilot prompts write their inputs so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { claimOf, formatOf, parsePrompt, parsePrompts, writePrompt } from '../../../../../src/core/prompt/registry.ts'
import { byteOrderMarks, holdsProperties, lineEnds, prose } from '../../../../support/promptProperties.ts'

fc.configureGlobal({ seed: 7 })

const header = fc.constantFrom(
  '',
  '---\ndescription: a: b\nargument-hint: [a] [b]\n---\n',
  '---\nglobs: **/*.ts,*.{js,mjs}\nalwaysApply: false\n---\n\n',
  "---\nname: 'x' # mine\nhandoffs:\n  - label: Go\n    prompt: Now plan it.\n  - prompt: |\n      Now\n      do it.\n---\n",
  '---\n---\n',
)
const files = fc
  .tuple(byteOrderMarks, header, prose('Use [style](../style.md) and @docs/a.md', '${selection} {{x}}'), lineEnds)
  .map(([mark, head, body, lineEnd]) => `${mark}${`${head}${body}\n`.replaceAll('\n', lineEnd)}`)

describe('an instruction file', () => {
  for (const path of [
    'x/AGENTS.md',
    'a.agent.md',
    '.claude/agents/a.md',
    '.cursor/rules/a.mdc',
    '.cursorrules',
    'SKILL.md',
  ])
    holdsProperties(path, files, prose('{{x}}'), { numRuns: 15 })

  it('is known by its name', () => {
    const formats: Record<string, string> = {
      '.github/prompts/a.prompt.md': 'copilot-prompt',
      '.github/copilot-instructions.md': 'copilot-instructions',
      'docs/ts.instructions.md': 'copilot-instructions',
      'agents/plan.agent.md': 'copilot-agent',
      '.github/agents/plan.md': 'copilot-agent',
      '.github/chatmodes/plan.chatmode.md': 'copilot-agent',
      'packages/x/AGENTS.md': 'agents-md',
      'CLAUDE.local.md': 'claude-md',
      'GEMINI.md': 'gemini-md',
      '.claude/commands/git/commit.md': 'claude-command',
      '.claude/agents/review.md': 'claude-agent',
      '.claude/rules/api/style.md': 'claude-rule',
      '.agents/skills/pdf/skill.md': 'skill',
      '.cursor/rules/a.mdc': 'cursor-rule',
      'sub/.windsurfrules': 'legacy-rules',
    }
    for (const [path, format] of Object.entries(formats)) {
      assert.equal(formatOf(path)?.id, format, path)
      assert.equal(claimOf(path)?.claim.confidence, 1, path)
    }
    assert.equal(formatOf('.claude/agents/README.md')?.id, 'markdown')
  })

  it('is known by its header where the name leaves it open', () => {
    assert.equal(formatOf('agents/a.md', '---\nname: a\ndescription: b\ntools: Read\n---\nHi')?.id, 'claude-agent')
    assert.equal(formatOf('agents/a.md', '# How our agents work')?.id, 'markdown')
    assert.equal(formatOf('commands/a.md', 'Fix $ARGUMENTS')?.id, 'claude-command')
    assert.equal(formatOf('rules/a.mdc', '---\nglobs: *.ts\n---\nHi')?.id, 'cursor-rule')
    assert.ok((claimOf('rules/a.mdc', '# Docs')?.claim.confidence ?? 1) < 0.5)
  })

  it('is read whatever its header holds, and says what is no YAML', () => {
    const source = '---\nname: x\nargument-hint: [a] [b]\n---\nDo it.\n'
    const copilot = parsePrompt('a.prompt.md', source)
    assert.deepEqual(copilot.messages, [{ role: 'user', text: 'Do it.' }])
    assert.match(copilot.diagnostics[0]?.message ?? '', /not YAML/)
    assert.equal(copilot.diagnostics[0]?.line, 3)
    assert.deepEqual(parsePrompt('.claude/commands/a.md', source).diagnostics, [], 'Claude documents such headers')
    assert.deepEqual(parsePrompt('.cursor/rules/a.mdc', '---\nglobs: **/*.ts\n---\nHi').diagnostics, [])
  })

  it('gives standing orders as system messages, and a task to the user', () => {
    assert.deepEqual(parsePrompt('AGENTS.md', '# Rules\n').messages, [{ role: 'system', text: '# Rules' }])
    assert.equal(parsePrompt('AGENTS.md', '# Rules\n').class, 'instructions')
    assert.equal(parsePrompt('.claude/commands/a.md', 'Fix it').messages[0]?.role, 'user')
  })

  it('keeps what it imports and links to', () => {
    const text = 'See @docs/style.md, [this](../a.md), me@a.example and @types/node.'
    const references = parsePrompt('CLAUDE.md', text).parts.filter(({ kind }) => kind === 'reference')
    assert.deepEqual(
      references.map(({ start, end }) => text.slice(start, end)),
      ['@docs/style.md', '../a.md'],
    )
  })

  it('offers the prompts that an agent hands over', () => {
    const source = '---\nhandoffs:\n- agent: b\n  prompt: Now plan.\n- prompt: |\n    Now do it.\n---\nYou plan.\n'
    const [agent, first, second] = parsePrompts('a.agent.md', source)
    assert.equal(agent?.messages[0]?.text, 'You plan.')
    assert.deepEqual([first?.path, first?.class], ['a.agent.md#handoffs/0/prompt', 'task'])
    assert.ok(second)
    assert.equal(writePrompt(second, ['Now do it well.']), source.replace('do it.', 'do it well.'))
  })

  it('that is a skill says where its header does not fit', () => {
    const of = (source: string) => parsePrompt('skills/pdf/SKILL.md', source).diagnostics.map(({ message }) => message)
    assert.deepEqual(of('---\nname: pdf\ndescription: Reads PDF.\n---\nx'), [])
    assert.match(of(`---\nname: word\ndescription: ${'x'.repeat(1025)}\n---\nx`).join(), /"word".*"pdf".*1025/)
  })
})
