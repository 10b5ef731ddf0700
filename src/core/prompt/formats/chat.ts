// What chat files share, whatever the language they are written in: a list of messages with `role` and `content`, alone
// or under `messages`. A content of several parts is one message; parts that are no text are said and left out.
import { InputError } from '../../errors.ts'
import type { Role } from '../../ports.ts'
import { lineOfOffset } from '../../readText.ts'
import type { MessageSource, PromptDiagnostic } from '../document.ts'
import { messageAt, type TreeNode } from '../tree.ts'

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
}

export interface Chat {
  readonly messages: readonly MessageSource[]
  readonly diagnostics: readonly PromptDiagnostic[]
}

/** Throws `InputError` where there is no list, or an item of it is no message of text. */
export function chatOf(file: string, source: string, root: TreeNode): Chat {
  const refuse = (problem: string, { start }: TreeNode): never => {
    throw new InputError(problem, 'Write a list of {"role": …, "content": "…"}.', {
      file,
      line: lineOfOffset(source, start),
    })
  }
  const items = (root.members?.get('messages') ?? root).items ?? []
  if (items.length === 0) return refuse('The file is not a list of messages.', root)
  const diagnostics: PromptDiagnostic[] = []
  const messages = items.flatMap((item) => {
    const role = roleOf(item.members?.get('role')?.value)
    if (role === undefined) return refuse('A message has no role that is system, user or assistant.', item)
    const content = item.members?.get('content')
    const found = (content?.items ?? [content]).map((part) => messageAt(role, part?.members?.get('text') ?? part))
    const texts = found.filter((one) => one !== undefined)
    if (texts.length === 0) return refuse('The content of a message is not text.', content ?? item)
    if (texts.length < found.length)
      diagnostics.push({
        message: 'A part of this message is not text and is not sent.',
        line: lineOfOffset(source, item.start),
      })
    return texts.map((one, i) => (i === 0 ? one : { ...one, continues: true }))
  })
  return { messages, diagnostics }
}

function roleOf(value: unknown): Role | undefined {
  return typeof value === 'string' && Object.hasOwn(ROLES, value) ? ROLES[value] : undefined
}
