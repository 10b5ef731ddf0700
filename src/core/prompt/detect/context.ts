// What a file is read with beside itself: the format that the settings name, and the files that it needs.
import type { Files } from '../../ports.ts'
import type { ParseContext } from '../document.ts'
import { siblingsOf } from './siblings.ts'
import { type Hints, teller } from './told.ts'

export async function contextOfFile(
  files: Files,
  file: string,
  text: string,
  overrides: Hints['overrides'] = {},
): Promise<ParseContext> {
  const format = teller({ overrides }, new Map())(file)?.format
  return { sibling: await siblingsOf(files, file, text), ...(format && { format }) }
}
