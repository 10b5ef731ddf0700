// Prompty v1 (*.prompty): a header that stays as it is, then messages that open with a line such as `system:`.
// Text before the first such line is the system message.
import type { Role } from '../../ports.ts'
import { bodyStart } from '../frontMatter.ts'
import { linesOf } from '../lines.ts'
import { type Region, regionBetween, regionFormat } from './regions.ts'

// Tried on trimmed lines only, so that no run of spaces makes it backtrack.
const MARKER = /^#?[ \t]*(system|user|assistant|developer)(?:\[[^\][]*\])?[ \t]*:$/i

export const promptyFormat = regionFormat({
  id: 'prompty',
  label: 'Prompty',
  matches: (path) => /\.prompty$/i.test(path),
  regions: messageRegions,
})

function messageRegions(path: string, source: string): readonly Region[] {
  const body = bodyStart(path, source)
  const regions: Region[] = []
  let open: { readonly role: Role; readonly start: number; readonly marked: boolean } = {
    role: 'system',
    start: body,
    marked: false,
  }
  const close = (end: number) => {
    const region = regionBetween(open.role, source, open.start, end)
    if (open.marked || source.slice(open.start, end).trim() !== '') regions.push(region)
  }
  for (const line of linesOf(source.slice(body))) {
    const role = roleOf(source.slice(body + line.start, body + line.textEnd))
    if (role === undefined) continue
    close(body + line.start)
    open = { role, start: body + line.end, marked: true }
  }
  close(source.length)
  return regions.length > 0 ? regions : [regionBetween('system', source, body, source.length)]
}

function roleOf(line: string): Role | undefined {
  const name = MARKER.exec(line.trim())?.[1]?.toLowerCase()
  return name === 'developer' ? 'system' : (name as Role | undefined)
}
