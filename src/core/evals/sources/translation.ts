// Cases that stand in another tool's file, in the words of an eval file: the value that loading goes on with, and where
// each part of it was read. Must never change what is asked or expected.
import type { Files } from '../../ports.ts'
import type { Located, ValuePath } from '../source.ts'
import type { Warnings } from '../warnings.ts'

export interface Translation {
  /** An eval file's value. */
  readonly whole: Located
  /** Plain rows, {input, expected}: their texts are never templates, nor names of files. */
  readonly rows: readonly Located[]
}

/** A kind of file that brings its own cases. */
export interface EvalSource {
  /** For people. */
  readonly label: string
  /** By name and text, without reading anything. */
  claims(path: string, text: string): boolean
  /** Throws `InputError` where the file is broken, or has nothing that can be judged. */
  translate(files: Files, path: string, text: string, warnings: Warnings): Promise<Translation>
}

/** The check at position `i` of what all cases have in common. */
export function checkPath(i: number): ValuePath {
  return ['defaultTest', 'metadata', 'tunesmith', 'check', i]
}

/** How the file names itself in `prompts:`. */
export function ownPrompt(path: string): string {
  return `file://${path.slice(path.lastIndexOf('/') + 1)}`
}
