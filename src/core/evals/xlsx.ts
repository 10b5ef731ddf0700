// The cells of one sheet of an .xlsx workbook: a zip of XML files. Reads texts and numbers and nothing else; never a
// formula, a link or a file outside the workbook. What it inflates is bounded.
import { scanXml } from '../prompt/xml.ts'

export interface SheetRow {
  readonly cells: readonly string[]
  /** 1-based row of the sheet. */
  readonly line: number
}

/** Says what is wrong, without a full stop. */
export class XlsxError extends Error {}

const MOST_BYTES = 256 * 1024 * 1024
const MOST_COLUMNS = 16_384

/** Rows of the sheet called `sheet`, or of the first one; empty rows are left out. Throws `XlsxError`. */
export async function readXlsx(bytes: Uint8Array, sheet: string | undefined): Promise<SheetRow[]> {
  const entries = zipEntries(bytes)
  const text = async (name: string): Promise<string | undefined> => {
    const entry = entries.get(name)
    return entry === undefined ? undefined : new TextDecoder().decode(await inflated(bytes, entry))
  }
  const path = sheetPath((await text('xl/workbook.xml')) ?? '', (await text('xl/_rels/workbook.xml.rels')) ?? '', sheet)
  const source = path === undefined ? undefined : await text(path)
  if (source === undefined) throw new XlsxError(sheet === undefined ? 'it has no sheet' : `it has no sheet "${sheet}"`)
  return rowsIn(source, sharedTexts((await text('xl/sharedStrings.xml')) ?? ''))
}

interface Entry {
  readonly start: number
  readonly compressed: number
  readonly size: number
  readonly method: number
}

/** The files in a zip by name, from its central directory. */
function zipEntries(bytes: Uint8Array): Map<string, Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && end >= bytes.length - 65_557 && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0 || end < bytes.length - 65_557) throw new XlsxError('it is no zip file')
  const entries = new Map<string, Entry>()
  let at = view.getUint32(end + 16, true)
  const count = view.getUint16(end + 10, true)
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw new XlsxError('it is cut off')
    const name = view.getUint16(at + 28, true)
    const header = view.getUint32(at + 42, true)
    if (header + 30 > bytes.length) throw new XlsxError('it is cut off')
    entries.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), {
      method: view.getUint16(at + 10, true),
      compressed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true),
    })
    at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

async function inflated(bytes: Uint8Array, { start, compressed, size, method }: Entry): Promise<Uint8Array> {
  const raw = bytes.slice(start, start + compressed)
  if (raw.length < compressed) throw new XlsxError('it is cut off')
  if (size > MOST_BYTES) throw new XlsxError('it is larger than 256 MB')
  if (method === 0) return raw
  if (method !== 8) throw new XlsxError('it is compressed in an unknown way')
  const chunks: Uint8Array[] = []
  let total = 0
  try {
    for await (const chunk of new Blob([raw]).stream().pipeThrough(new DecompressionStream('deflate-raw'))) {
      total += chunk.length
      if (total > MOST_BYTES) throw new XlsxError('it is larger than 256 MB')
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof XlsxError) throw error
    throw new XlsxError('its compressed parts are broken')
  }
  const whole = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function sheetPath(workbook: string, relations: string, sheet: string | undefined): string | undefined {
  const open = (source: string, name: string) =>
    scanXml(source).filter((node) => node.kind === 'open' && node.name.replace(/^.*:/, '') === name)
  for (const node of open(workbook, 'sheet')) {
    if (node.kind !== 'open' || (sheet !== undefined && decoded(node.attributes.get('name') ?? '') !== sheet)) continue
    const id = node.attributes.get('r:id')
    const target = open(relations, 'Relationship').find((one) => one.kind === 'open' && one.attributes.get('Id') === id)
    const path = target?.kind === 'open' ? target.attributes.get('Target') : undefined
    if (path !== undefined) return path.startsWith('/') ? path.slice(1) : `xl/${path}`
  }
  return undefined
}

/** Texts that cells name by their position. */
function sharedTexts(source: string): string[] {
  const texts: string[] = []
  walk(source, (name, inner) => {
    if (name === 'si') texts.push('')
    if (name === 't' && texts.length > 0) texts[texts.length - 1] += inner
  })
  return texts
}

function rowsIn(source: string, shared: readonly string[]): SheetRow[] {
  const rows: { cells: string[]; line: number }[] = []
  let column = -1
  let type = ''
  walk(source, (name, inner, attributes) => {
    if (name === 'row') {
      rows.push({ cells: [], line: Number(attributes.get('r')) || rows.length + 1 })
      column = -1
    } else if (name === 'c') {
      column = columnOf(attributes.get('r')) ?? column + 1
      type = attributes.get('t') ?? ''
    }
    const row = rows.at(-1)
    if (row === undefined || column < 0 || column >= MOST_COLUMNS || (name !== 'v' && name !== 't')) return
    while (row.cells.length <= column) row.cells.push('')
    const text =
      type === 's' ? (shared[Number(inner)] ?? '') : type === 'b' ? (inner === '1' ? 'TRUE' : 'FALSE') : inner
    row.cells[column] = (name === 't' ? row.cells[column] : '') + text
  })
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''))
}

/** Zero-based column of "BC12". */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  return letters === undefined
    ? undefined
    : [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1
}

/** Calls `visit` for every tag, with the text right after it. */
function walk(
  source: string,
  visit: (name: string, inner: string, attributes: ReadonlyMap<string, string>) => void,
): void {
  const nodes = scanXml(source)
  for (const [i, node] of nodes.entries()) {
    if (node.kind !== 'open') continue
    const next = nodes[i + 1]
    const inner = next?.kind === 'text' && !node.selfClosing ? decoded(source.slice(next.start, next.end)) : ''
    visit(node.name.replace(/^.*:/, ''), inner, node.attributes)
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decoded(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (name !== undefined) return ENTITIES[name] ?? whole
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
