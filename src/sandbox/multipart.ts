// Reads multipart/form-data (RFC 7578), as far as a file upload needs it.
// Must refuse what it cannot read: half a file is worse than none.
import { badRequest } from './http.ts'

export interface FormPart {
  readonly name: string
  readonly filename: string | undefined
  readonly bytes: Buffer
}

export function readForm(contentType: string | undefined, body: Buffer): FormPart[] {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/iu.exec(contentType ?? '')?.[1]
  if (boundary === undefined) throw badRequest('Expected multipart/form-data with a boundary.')
  const mark = Buffer.from(`--${boundary}`)
  const parts: FormPart[] = []
  let start = body.indexOf(mark)
  while (start >= 0) {
    const from = start + mark.length
    if (body.subarray(from, from + 2).toString() === '--') return parts
    const end = body.indexOf(mark, from)
    if (end < 0) break
    parts.push(partOf(body.subarray(from + 2, end - 2)))
    start = end
  }
  throw badRequest('The multipart body ends before its last boundary.')
}

function partOf(bytes: Buffer): FormPart {
  const split = bytes.indexOf('\r\n\r\n')
  const head = split < 0 ? '' : bytes.subarray(0, split).toString('utf8')
  const name = /\bname="([^"]*)"/iu.exec(head)?.[1]
  if (name === undefined) throw badRequest('A part of the multipart body has no name.')
  return { name, filename: /\bfilename="([^"]*)"/iu.exec(head)?.[1], bytes: bytes.subarray(split + 4) }
}
