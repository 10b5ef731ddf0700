// The programs that load a user's code in a process of its own, call it, and write what it returned to file descriptor
// 3, so that whatever the code prints is not taken for its result. Source texts: they run in another process.

/** Reads {file, name, text, parameters, args, batch, orValue, construct} from standard input. Inline code is promptfoo's: an expression, or a body
 *  with `return` where it has several lines. */
export const JAVASCRIPT_HOST = `
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
let input = ''
for await (const chunk of process.stdin) input += chunk
const { file, name, text, parameters, args, batch, orValue, construct } = JSON.parse(input)
if (file !== undefined)
  Object.assign(globalThis, { require: createRequire(file), __dirname: dirname(file), __filename: file })
const pick = (module) => {
  if (name !== undefined) return module[name] ?? module.default?.[name]
  const inner = module.default?.default
  return typeof module.default === 'function' || inner === undefined ? module.default : inner
}
let answer
try {
  const isBody = text.includes('\\n')
  const run = file === undefined
    ? new Function(...parameters, isBody ? text : 'return ' + text)
    : pick(await import(pathToFileURL(file).href))
  if (typeof run !== 'function' && !(orValue && run !== undefined)) throw new Error(name === undefined ? 'It exports no function.' : 'It exports no function "' + name + '".')
  const made = construct === undefined ? undefined : new run(construct)
  const call = async (given) => (made ? made.callApi(...given) : typeof run === 'function' ? run(...given) : run)
  if (batch === undefined) answer = { value: await call(args) }
  else {
    const value = []
    for (const given of batch) value.push((await call(given)) ?? null)
    answer = { value }
  }
} catch (error) {
  answer = { error: error instanceof Error ? error.message : String(error) }
}
writeFileSync(3, JSON.stringify(answer) ?? '{}')
process.exit(0)
`

/** The same for Python; inline code is an expression, or a body with \`return\` where it has several lines. */
export const PYTHON_HOST = `
import asyncio, functools, importlib.util, inspect, json, os, sys
try:
    import resource
    limit = int(os.environ['TUNESMITH_MEMORY'])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
except Exception:
    pass
call = json.load(sys.stdin)
try:
    if call.get('file') is None:
        text = call['text']
        lines = text.split('\\n')
        body = lines if len(lines) > 1 else ['return ' + text]
        source = 'def __run(' + ', '.join(call['parameters']) + '):\\n' + '\\n'.join('    ' + line for line in body)
        scope = {}
        exec(source, scope)
        run = scope['__run']
    else:
        sys.path.insert(0, os.path.dirname(call['file']))
        spec = importlib.util.spec_from_file_location('user_code', call['file'])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        run = functools.reduce(getattr, (call.get('name') or 'get_assert').split('.'), module)
    def result(args):
        value = run(*args)
        return asyncio.run(value) if inspect.isawaitable(value) else value
    batch = call.get('batch')
    value = result(call['args']) if batch is None else [result(args) for args in batch]
    answer = json.dumps({'value': value}, default=vars)
except BaseException as error:
    answer = json.dumps({'error': type(error).__name__ + ': ' + str(error)})
with os.fdopen(3, 'w') as out:
    out.write(answer)
`
