import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { InputError } from '../../../../src/core/errors.ts'
import { loadEvalFile } from '../../../../src/core/evals/evalFile.ts'
import { memoryFiles } from '../../../support/memoryFiles.ts'

/** A zip file, as Excel writes one. */
function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text)
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt16LE(8, 4)
    fixed.writeUInt32LE(crc32(text), 10)
    fixed.writeUInt32LE(packed.length, 14)
    fixed.writeUInt32LE(Buffer.byteLength(text), 18)
    fixed.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fixed, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fixed, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(centrals.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

const book = zip({
  'xl/workbook.xml':
    '<workbook><sheets><sheet name="Notes" r:id="r1"/><sheet name="Cases &amp; more" r:id="r2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/><Relationship Id="r2" Target="/xl/worksheets/b.xml"/></Relationships>',
  'xl/sharedStrings.xml':
    '<sst><si><t>text</t></si><si><t>__expected</t></si><si><r><t>he</t></r><r><t xml:space="preserve">llo </t></r></si></sst>',
  'xl/worksheets/a.xml': '<worksheet><sheetData/></worksheet>',
  'xl/worksheets/b.xml':
    '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>' +
    '<row r="2"/><row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3" t="inlineStr"><is><t>contains: &lt;b&gt;</t></is></c></row>' +
    '<row r="4"><c r="A4"><v>1.5</v></c><c r="C4" t="b"><v>1</v></c></row></sheetData></worksheet>',
})
const load = (sheet: string, bytes: Uint8Array = book) =>
  loadEvalFile(memoryFiles({ 'a.eval.yaml': `tests: 'file://book.xlsx${sheet}'`, 'book.xlsx': bytes }), 'a.eval.yaml')

describe('a workbook', () => {
  it('gives the rows of the sheet that is named, each with its number', async () => {
    const { cases } = await load('#Cases & more')
    assert.deepEqual(
      cases.map(({ vars, assertions, source }) => [vars.text, assertions[0]?.type, assertions[0]?.value, source.line]),
      [
        ['hello ', 'contains', '<b>', 3],
        ['1.5', 'equals', 'TRUE', 4],
      ],
    )
  })

  it('is refused in a sentence where it has no such sheet, no rows, or is broken', async () => {
    const refused = (pattern: RegExp) => (error: unknown) => InputError.is(error) && pattern.test(error.sentence)
    await assert.rejects(load('#None'), refused(/^book\.xlsx: .*it has no sheet "None"\. Save the sheet as \.csv/))
    await assert.rejects(load(''), refused(/^book\.xlsx: The dataset has no rows/))
    for (let cut = 0; cut < book.length; cut += 97)
      await assert.rejects(
        load('#Cases & more', book.slice(0, cut)),
        refused(/^book\.xlsx: The workbook cannot be read/),
      )
    const damaged = Uint8Array.from(book, (byte, i) => (i > 60 && i < 900 ? byte ^ 0x55 : byte))
    await assert.rejects(load('#Cases & more', damaged), refused(/^book\.xlsx: /))
  })
})
