// A prompt file as its commits left it. Types alone: who reads a repository is given from outside.

export interface Revision {
  /** Full hash. */
  readonly commit: string
  /** ISO 8601, of the author. */
  readonly at: string
  /** The whole message. */
  readonly message: string
  /** Where the file stood then, relative to the folder it was asked for in. */
  readonly path: string
  readonly text: string
}

/** The commits that changed a file of a workspace, the newest first, through renames. Throws `InputError` where there
 *  is no repository, or no commit of the file. */
export type ReadHistory = (path: string) => Promise<readonly Revision[]>
