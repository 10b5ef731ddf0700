// Which paths are worth a look: cheap tests of the path alone, before any file is opened.

/** Larger files are never prompts. */
export const MOST_BYTES = 256 * 1024

/** Folders that hold what nobody writes by hand. */
export const SKIPPED_FOLDERS: readonly string[] = [
  'node_modules',
  'bower_components',
  'dist',
  '.git',
  '.hg',
  '.svn',
  '.tunesmith',
  '__pycache__',
  'site-packages',
  '.venv',
  'venv',
  '.tox',
]

const SPEECH = ['md', 'mdc', 'txt', 'j2', 'jinja', 'jinja2', 'mustache', 'hbs', 'handlebars', 'liquid', 'csv']
const DATA = ['json', 'yaml', 'yml', 'toml']
const OWN = ['prompt', 'prompty', 'poml', 'baml']
const CODE = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'py']
const RULES = ['.cursorrules', '.windsurfrules', '.clinerules', '.roorules', '.goosehints']

/** A glob that no candidate misses, for whoever can list by one; {@link isCandidate} says the rest. */
export const CANDIDATE_GLOBS: readonly string[] = [
  ...[...SPEECH, ...DATA, ...OWN].map((ending) => `**/*.${ending}`),
  ...RULES.map((name) => `**/${name}`),
  ...CODE.flatMap((ending) => [`**/*[pP]rompt*.${ending}`, `**/*[pP]rompt*/**/*.${ending}`]),
]

const escaped = (names: readonly string[]) => names.join('|').replaceAll('.', '\\.')
const SKIPPED = new RegExp(`(?:^|/)(?:${escaped(SKIPPED_FOLDERS)})/`)
const ENDING = new RegExp(`\\.(?:${escaped([...SPEECH, ...DATA, ...OWN])})$|(?:^|/)(?:${escaped(RULES)})$`, 'i')
const CODE_ENDING = new RegExp(`\\.(?:${escaped(CODE)})$`)
/** Files that tools write or read, by the names they always have. */
const TOOLS =
  /(?:^|\/)(?:package|package-lock|composer|tsconfig[^/]*|jsconfig|deno|bun|biome|turbo|nx|lerna|angular|firebase|vercel|manifest|CMakePresets|pnpm-lock|pnpm-workspace|docker-compose[^/]*|compose|mkdocs|Cargo|pyproject|Pipfile|poetry|uv|CMakeLists|requirements[^/]*|LICEN[CS]E[^/]*|COPYING|NOTICE|CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|SECURITY|llms(?:-full)?|robots)\.(?:json|ya?ml|toml|txt|md)$|[.-]lock(?:\.json)?$|\.min\.json$|\.map$|(?:^|\/)\.github\/workflows\/|(?:^|\/)\.(?:vscode|idea|circleci)\//i

/** Whether a file of this name may be a prompt or name one. */
export function isCandidate(path: string): boolean {
  const isOfUse = ENDING.test(path) || (CODE_ENDING.test(path) && /prompt/i.test(path))
  return isOfUse && !SKIPPED.test(path) && !TOOLS.test(path)
}

const IS_SPEECH = new RegExp(`\\.(?:${escaped(SPEECH)})$`, 'i')
const SPEECH_PLACE =
  /prompt|instruction|(?:^|\/)(?:commands|agents|rules|skills|patterns|modes)\/|\.mdc$|(?:^|\/)(?:system|user)[^/]*$/i

/** Whether it may pay to open a file whose name alone makes it no prompt: most text files are documentation. */
export function isWorthReading(path: string): boolean {
  return !IS_SPEECH.test(path) || SPEECH_PLACE.test(path)
}
