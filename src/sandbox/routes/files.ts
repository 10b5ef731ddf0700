// OpenAI's files: upload, list, look up, read, delete.
// Must keep a file's bytes exactly as they came.
import { randomUUID } from 'node:crypto'
import { badRequest, json, notFound, seconds } from '../http.ts'
import { readForm } from '../multipart.ts'
import type { Route } from '../router.ts'
import type { State } from '../state.ts'

export interface FileObject {
  readonly id: string
  readonly object: 'file'
  readonly bytes: number
  readonly created_at: number
  readonly filename: string
  readonly purpose: string
  readonly status: 'processed'
}

const PURPOSES = ['fine-tune', 'batch', 'user_data', 'evals', 'assistants', 'vision']

/** Keeps `bytes` as a file of OpenAI's kind. */
export function saveFile(state: State, file: { filename: string; purpose: string; bytes: Uint8Array }): FileObject {
  const id = `file-${randomUUID().replaceAll('-', '').slice(0, 22)}`
  const object: FileObject = {
    id,
    object: 'file',
    bytes: file.bytes.length,
    created_at: seconds(),
    filename: file.filename,
    purpose: file.purpose,
    status: 'processed',
  }
  state.saveBlob('files', id, file.bytes)
  state.save('files', id, object)
  return object
}

export function fileText(state: State, id: string): string | undefined {
  return state.loadBlob('files', id)?.toString('utf8')
}

export function fileRoutes(state: State): Route[] {
  const find = (id: string | undefined): FileObject => {
    const file = state.load<FileObject & { deleted?: boolean }>('files', id ?? '')
    if (file === undefined || file.deleted) throw notFound(`No such File object: ${id}`, 'id')
    return file
  }
  return [
    {
      method: 'POST',
      path: '/v1/files',
      handle: ({ headers, body }) => {
        const parts = readForm(headers['content-type'], body)
        const file = parts.find((part) => part.name === 'file')
        const purpose = parts.find((part) => part.name === 'purpose')?.bytes.toString('utf8')
        if (file === undefined)
          throw badRequest("Missing required parameter: 'file'.", 'file', 'missing_required_parameter')
        if (purpose === undefined || !PURPOSES.includes(purpose)) {
          throw badRequest(`Invalid value for purpose: expected one of ${PURPOSES.join(', ')}.`, 'purpose')
        }
        if (file.bytes.length === 0) throw badRequest('File is empty.', 'file')
        return json(saveFile(state, { filename: file.filename ?? 'upload', purpose, bytes: file.bytes }))
      },
    },
    {
      method: 'GET',
      path: '/v1/files',
      handle: ({ query }) => {
        const purpose = query.get('purpose')
        const files = state
          .all<FileObject & { deleted?: boolean }>('files')
          .filter((file) => !file.deleted && (purpose === null || file.purpose === purpose))
          .sort((a, b) => b.created_at - a.created_at)
        return json({ object: 'list', data: files, has_more: false })
      },
    },
    { method: 'GET', path: '/v1/files/:id', handle: ({ params }) => json(find(params[0])) },
    {
      method: 'GET',
      path: '/v1/files/:id/content',
      handle: ({ params }) => {
        const file = find(params[0])
        const body = state.loadBlob('files', file.id) ?? new Uint8Array()
        return { status: 200, type: 'application/octet-stream', body }
      },
    },
    {
      method: 'DELETE',
      path: '/v1/files/:id',
      handle: ({ params }) => {
        const file = find(params[0])
        state.save('files', file.id, { ...file, deleted: true })
        state.saveBlob('files', file.id, new Uint8Array())
        return json({ id: file.id, object: 'file', deleted: true })
      },
    },
  ]
}
