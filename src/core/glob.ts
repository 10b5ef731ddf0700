// Globs as VS Code writes them (`*`, `?`, `**`, `[abc]`, `{a,b}`), matched without regular expressions, so that no
// pattern and no path makes it slow. Must never read a file.

/** Longer ones match nothing. */
const LONGEST = 2000

/** Tells whether a path (relative, forward slashes) matches. A glob without a slash matches in every folder; one that
 *  begins with a slash only from the root. */
export function globMatcher(glob: string): (path: string) => boolean {
  const all = glob.length > LONGEST ? [] : alternativesOf(glob).map(segmentsOf)
  return (path) => {
    const names = path.split('/')
    return all.some((segments) => matchesSegments(segments, names))
  }
}

/** A glob that matches this path and no other. */
export function literalGlob(path: string): string {
  return `/${path.replace(/[[\]{}*?!\\]/g, '[$&]')}`
}

/** `*` and the like within one name. */
export function matchesName(pattern: string, name: string): boolean {
  let [p, n] = [0, 0]
  let [star, resume] = [-1, 0]
  while (n < name.length) {
    const step = pattern[p] === '*' ? 0 : stepOver(pattern, p, name[n] ?? '')
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (step > 0) {
      p += step
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Segments from the root; `**` is one of them. */
export function matchesSegments(pattern: readonly string[], names: readonly string[]): boolean {
  // reached[j]: the segments so far can end before name j.
  let reached = [true, ...names.map(() => false)]
  for (const segment of pattern) {
    const next: boolean[] = [segment === '**' && reached[0] === true]
    for (const [j, name] of names.entries())
      next.push(
        segment === '**'
          ? next[j] === true || reached[j + 1] === true
          : reached[j] === true && matchesName(segment, name),
      )
    reached = next
  }
  return reached[names.length] === true
}

function segmentsOf(glob: string): string[] {
  if (glob.startsWith('/')) return glob.slice(1).split('/')
  return glob.includes('/') ? glob.split('/') : ['**', glob]
}

/** Pattern characters that `char` takes at `at`; 0 where it does not match. */
function stepOver(pattern: string, at: number, char: string): number {
  const sign = pattern[at]
  if (sign === '?') return 1
  if (sign === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? 2 : 0
  const close = sign === '[' ? pattern.indexOf(']', at + 2) : -1
  if (close < 0) return sign === char ? 1 : 0
  const negated = /[!^]/.test(pattern[at + 1] ?? '') && close > at + 2
  return inClass(pattern.slice(at + (negated ? 2 : 1), close), char) === negated ? 0 : close + 1 - at
}

function inClass(members: string, char: string): boolean {
  for (let i = 0; i < members.length; i++) {
    const [from = '', dash, to] = members.slice(i, i + 3)
    if (dash === '-' && to !== undefined) {
      if (char >= from && char <= to) return true
      i += 2
    } else if (from === char) return true
  }
  return false
}

const MOST_ALTERNATIVES = 256

/** `a{b,c}d` as `abd` and `acd`. */
function alternativesOf(glob: string): readonly string[] {
  let done: string[] = ['']
  let at = 0
  while (at < glob.length) {
    const open = openingBrace(glob, at)
    const close = open < 0 ? -1 : closingBrace(glob, open)
    if (close < 0) break
    const choices = splitChoices(glob.slice(open + 1, close)).flatMap(alternativesOf)
    const before = glob.slice(at, open)
    done = done.flatMap((head) => choices.map((choice) => head + before + choice)).slice(0, MOST_ALTERNATIVES)
    at = close + 1
  }
  return done.map((head) => head + glob.slice(at))
}

/** Where the class that begins at `at` ends; `at` where none begins. */
function classEnd(glob: string, at: number): number {
  return glob[at] === '[' ? Math.max(at, glob.indexOf(']', at + 2)) : at
}

function openingBrace(glob: string, from: number): number {
  for (let i = from; i < glob.length; i = classEnd(glob, i) + 1) if (glob[i] === '{') return i
  return -1
}

function closingBrace(glob: string, open: number): number {
  let depth = 0
  for (let i = open; i < glob.length; i = classEnd(glob, i) + 1) {
    if (glob[i] === '{') depth++
    else if (glob[i] === '}' && --depth === 0) return i
  }
  return -1
}

function splitChoices(inner: string): string[] {
  const commas: number[] = []
  let depth = 0
  for (let i = 0; i < inner.length; i = classEnd(inner, i) + 1) {
    if (inner[i] === '{') depth++
    if (inner[i] === '}') depth--
    if (inner[i] === ',' && depth === 0) commas.push(i)
  }
  return [...commas, inner.length].map((end, i) => inner.slice(i === 0 ? 0 : (commas[i - 1] ?? 0) + 1, end))
}
