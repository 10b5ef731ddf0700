// The Markdown files that tell coding agents what to do: Copilot's, Claude's, Gemini's, Cursor's, and AGENTS.md. They
// differ in name, header and references alone, so they are rows of one table. Prompts inside a header are fragments.
import type { Claim, FormatId, ParsedPrompt, PromptClass, PromptFormat } from '../document.ts'
import { type Header, headerDiagnostics, headerLikeYaml, headerOf, readHeader } from '../frontMatter.ts'
import type { EngineId } from '../templates/engine.ts'
import { messageAt, nodeAt, type TreeNode } from '../tree.ts'
import { bodyPrompt } from './body.ts'

interface Row {
  readonly id: FormatId
  readonly label: string
  readonly class: PromptClass
  readonly engine: EngineId
  /** Names that are of this format whatever they hold. */
  readonly names: RegExp
  /** Names that are where `shape` fits the first 64 KB. */
  readonly maybe?: { readonly names: RegExp; readonly shape: RegExp; readonly reason: string }
  /** `yaml`: what is no YAML in it is told. `loose`: it need not be YAML. `rare`: mostly there is none. */
  readonly header: 'yaml' | 'loose' | 'rare'
  /** Further diagnostics from the header. */
  readonly check?: (path: string, header: TreeNode) => readonly string[]
}

const COMMAND_SHAPE = /^(?:allowed-tools|argument-hint)[ \t]*:|\$ARGUMENTS\b/m

/** A header that says a name and what it is for. */
const HAS_NAME =
  /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)(?=(?:[^\r\n]*(?:\r\n|\n|\r)){0,30}?name[ \t]*:)(?=(?:[^\r\n]*(?:\r\n|\n|\r)){0,60}?(?:description|triggers|tools)[ \t]*:)/

const ROWS: readonly Row[] = [
  {
    id: 'copilot-prompt',
    label: 'Copilot prompt',
    class: 'task',
    engine: 'copilot',
    names: /\.prompt\.md$/i,
    header: 'yaml',
  },
  {
    id: 'copilot-instructions',
    label: 'Copilot instructions',
    class: 'instructions',
    engine: 'copilot',
    names: /\.instructions\.md$|(?:^|\/)copilot-instructions\.md$/i,
    header: 'yaml',
  },
  {
    id: 'copilot-agent',
    label: 'Copilot agent',
    class: 'instructions',
    engine: 'copilot',
    names: /\.(?:agent|chatmode)\.md$|(?:^|\/)\.github\/(?:agents|chatmodes)\/(?!readme\.)[^/]+\.md$/i,
    header: 'yaml',
  },
  {
    id: 'agents-md',
    label: 'AGENTS.md',
    class: 'instructions',
    engine: 'none',
    names: /(?:^|\/)(?:AGENTS|Agents)(?:\.override)?\.md$/,
    header: 'rare',
  },
  {
    id: 'claude-md',
    label: 'CLAUDE.md',
    class: 'instructions',
    engine: 'none',
    names: /(?:^|\/)(?:CLAUDE|Claude)(?:\.local)?\.md$/,
    header: 'rare',
  },
  {
    id: 'gemini-md',
    label: 'GEMINI.md',
    class: 'instructions',
    engine: 'none',
    names: /(?:^|\/)(?:GEMINI|Gemini)\.md$/,
    header: 'rare',
  },
  {
    id: 'claude-command',
    label: 'Claude command',
    class: 'task',
    engine: 'claude',
    names: /(?:^|\/)\.(?:claude\/commands|opencode\/commands?)\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
    maybe: {
      names: /(?:^|\/)commands\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
      shape: COMMAND_SHAPE,
      reason: 'in a folder "commands", with the keys or arguments of a command',
    },
    header: 'loose',
  },
  {
    id: 'claude-agent',
    label: 'Claude agent',
    class: 'instructions',
    engine: 'none',
    names:
      /(?:^|\/)\.(?:claude\/agents|opencode\/agents?|continue\/(?:agents|checks))\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
    maybe: {
      names: /(?:^|\/)agents\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
      shape: HAS_NAME,
      reason: 'in a folder "agents", with the header of an agent',
    },
    header: 'loose',
  },
  {
    id: 'claude-rule',
    label: 'Claude rule',
    class: 'instructions',
    engine: 'none',
    names: /(?:^|\/)\.claude\/rules\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
    header: 'loose',
  },
  {
    id: 'skill',
    label: 'Skill',
    class: 'instructions',
    engine: 'claude',
    names: /(?:^|\/)SKILL\.md$/i,
    maybe: {
      names: /(?:^|\/)(?:micro_?agents|skills)\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
      shape: new RegExp(`${HAS_NAME.source}|^\\uFEFF?#+ Skill\\b`, 'i'),
      reason: 'in a folder "skills", with the header or title of a skill',
    },
    header: 'loose',
    check: checkSkill,
  },
  {
    id: 'cursor-rule',
    label: 'Cursor rule',
    class: 'instructions',
    engine: 'none',
    names: /(?:^|\/)\.cursor\/rules\/(?:.*\/)?[^/]+\.mdc$/i,
    maybe: {
      names: /\.mdc$/i,
      shape: /^(?:globs|alwaysApply)[ \t]*:/m,
      reason: 'named *.mdc, with the header of a rule',
    },
    header: 'loose',
  },
  {
    id: 'legacy-rules',
    label: 'Rules',
    class: 'instructions',
    engine: 'none',
    names:
      /(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules|roorules|goosehints)$|(?:^|\/)\.(?:(?:windsurf|continue|roo|augment|trae|amazonq)\/rules[^/]*|clinerules|kiro\/steering|junie)\/(?:.*\/)?(?!readme\.)[^/]+\.md$/i,
    header: 'rare',
  },
]

export const instructionFormats: readonly PromptFormat[] = ROWS.map((row) => ({
  id: row.id,
  label: row.label,
  class: row.class,
  claims: (path) => claimOf(row, path),
  sniff: (_path, head) => (row.maybe?.shape.test(head) ? { confidence: 0.8, reason: row.maybe.reason } : undefined),
  parse: (path, source) => parse(row, path, source),
}))

function claimOf({ names, maybe, label }: Row, path: string): Claim | undefined {
  if (names.test(path)) return { confidence: 1, reason: `the name of a ${label} file` }
  return maybe?.names.test(path) ? { confidence: 0.05, reason: 'Markdown' } : undefined
}

function parse(row: Row, path: string, source: string): ParsedPrompt[] {
  const header = row.header === 'rare' ? headerLikeYaml(source) : headerOf(source)
  const tree = header === undefined ? undefined : readHeader(source, header).tree
  const strict = row.header === 'yaml' || header?.closed === false
  const diagnostics = [
    ...(strict ? headerDiagnostics(source, header) : []),
    ...(tree === undefined ? [] : (row.check?.(path, tree) ?? []).map((message) => ({ message, line: 1 }))),
  ]
  const role = row.class === 'task' ? 'user' : 'system'
  const body = bodyPrompt(source, header, { role, engine: row.engine, diagnostics })
  return [body, ...(tree === undefined || header === undefined ? [] : handoffs(row, header, tree))]
}

/** An agent's header may hold prompts of its own: what it hands over to the next agent. */
function handoffs(row: Row, header: Header, tree: TreeNode): ParsedPrompt[] {
  const items = row.id === 'copilot-agent' && header.closed ? (nodeAt(tree, 'handoffs')?.items ?? []) : []
  return items.flatMap((item, i): ParsedPrompt[] => {
    const message = messageAt('user', nodeAt(item, 'prompt'))
    if (message === undefined) return []
    return [{ fragment: `handoffs/${i}/prompt`, engine: row.engine, messages: [message], class: 'task' }]
  })
}

const MOST_DESCRIPTION = 1024

function checkSkill(path: string, header: TreeNode): string[] {
  if (!/(?:^|\/)SKILL\.md$/i.test(path)) return []
  const [name, description] = ['name', 'description'].map((key) => nodeAt(header, key)?.value)
  const folder = path.split('/').at(-2)
  const problems: (string | undefined)[] = [
    typeof name === 'string' && folder !== undefined && name !== folder
      ? `The skill is named "${name}", and its folder "${folder}": they must be the same.`
      : undefined,
    typeof description === 'string' && description.length > MOST_DESCRIPTION
      ? `The description has ${description.length} characters; ${MOST_DESCRIPTION} are allowed.`
      : undefined,
  ]
  return problems.filter((problem): problem is string => problem !== undefined)
}
