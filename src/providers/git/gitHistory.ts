// A file's commits, read by git itself. A repository is somebody else's: nothing that its configuration names may run
// (diff drivers, text conversion, file system monitor, signature programs, hooks, transports), and nothing is fetched.
// Must never go through a shell, or write.
import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import type { ReadHistory, Revision } from '../../core/history/revision.ts'

const MOST_COMMITS = 300
const TIMEOUT_MS = 30_000
const MOST_BYTES = 256 * 1024 * 1024
/** Characters of a version; what is longer is no prompt. */
const LONGEST = 1024 * 1024

const SAFE = [
  '--no-pager',
  '--no-optional-locks',
  '--literal-pathspecs',
  '--no-replace-objects',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.quotePath=false',
    'diff.external=',
    'log.showSignature=false',
    'log.mailmap=false',
    'protocol.allow=never',
    'submodule.recurse=false',
  ].flatMap((setting) => ['-c', setting]),
]
const LOG = [
  'log',
  '--follow',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-ext-diff',
  '--no-textconv',
  '--no-show-signature',
  '--no-color',
  '--encoding=UTF-8',
  `--max-count=${MOST_COMMITS}`,
  '--diff-filter=AMRC',
  '--format=%x01%H%x02%aI%x02%B%x02',
]

/** Reads histories of files below `root`. */
export function gitHistory(root: string): ReadHistory {
  return async (path) => {
    const folder = dirname(join(root, path))
    const place = { file: path }
    const prefix = (await git(folder, ['rev-parse', '--show-prefix'], '', place)).toString('utf8').replace(/\n$/, '')
    const name = path.slice(path.lastIndexOf('/') + 1)
    const log = (await git(folder, [...LOG, '--', name], '', place)).toString('utf8')
    const changes = readLog(log)
    if (changes.length === 0) throw new InputError('Git knows no commit of this file.', 'Commit it first.', place)
    const texts = await readBlobs(
      folder,
      changes.map(({ blob }) => blob),
      place,
    )
    const above = path.slice(0, path.length - name.length)
    return changes.flatMap(({ blob, path: full, ...change }) => {
      const text = texts.get(blob)
      const own = full.startsWith(prefix) ? `${above}${full.slice(prefix.length)}` : full
      return text === undefined ? [] : [{ ...change, path: own, text }]
    })
  }
}

interface Change extends Omit<Revision, 'text'> {
  readonly blob: string
}

/** `\1HASH\2DATE\2MESSAGE\2\0:MODES OLD NEW STATUS\0PATH\0`, and for renames one more path. */
function readLog(log: string): Change[] {
  return log.split('\u0001').flatMap((entry) => {
    const [commit = '', at = '', message = '', raw = ''] = entry.split('\u0002')
    const [, blob, status] = /:\d+ \d+ [\da-f]+ ([\da-f]+) ([A-Z])\d*/.exec(raw) ?? []
    const paths = raw
      .slice(raw.indexOf(':'))
      .split('\0')
      .slice(1)
      .filter((path) => path.trim() !== '')
    const path = status === 'R' || status === 'C' ? paths[1] : paths[0]
    return blob === undefined || path === undefined ? [] : [{ commit, at, message: message.trim(), path, blob }]
  })
}

/** Text of each blob, by its hash; what is missing or too long is left out. */
async function readBlobs(
  folder: string,
  blobs: readonly string[],
  place: { file: string },
): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)]
  const bytes = await git(folder, ['cat-file', '--batch'], `${wanted.join('\n')}\n`, place)
  const texts = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    if (end === -1) break
    const [blob = '', kind, size] = bytes.toString('utf8', at, end).split(' ')
    at = end + 1
    if (kind !== 'blob') continue
    const length = Number(size)
    if (length <= LONGEST) texts.set(blob, bytes.toString('utf8', at, at + length))
    at += length + 1
  }
  return texts
}

/** Stays outside of the repository itself: Windows would look there for a git to run. */
function git(folder: string, args: readonly string[], input: string, place: { file: string }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: homedir(),
      env: environment(),
      encoding: 'buffer',
      maxBuffer: MOST_BYTES,
      timeout: TIMEOUT_MS,
      windowsHide: true,
    } as const
    const child = execFile('git', ['-C', folder, ...SAFE, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(explained(error, stderr.toString('utf8'), place))
    })
    // git may end before it has read everything; its exit code tells.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** The user's own, without what points git elsewhere or names programs. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'))
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
  }
}

function explained(error: Error & { code?: unknown }, stderr: string, place: { file: string }): InputError {
  if (error.code === 'ENOENT') return new InputError('There is no git on this machine.', 'Install it.', place)
  if (/not a git repository/.test(stderr))
    return new InputError('The file is in no git repository.', 'Choose a prompt that is under version control.', place)
  if (/dubious ownership/.test(stderr))
    return new InputError(
      'Git does not trust this repository: another user owns it.',
      'Tell git that it is safe.',
      place,
    )
  if (/does not have any commits yet/.test(stderr))
    return new InputError('Git knows no commit of this file.', 'Commit it first.', place)
  const [line = error.message] = stderr.trim().split('\n')
  return new InputError(`Git could not read the history: ${line}.`, 'Run git log on the file to see why.', place)
}
