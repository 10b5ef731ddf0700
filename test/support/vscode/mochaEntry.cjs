// Runs inside the extension host: VS Code loads this as its tests module and calls run(). Knows no test of its own.
const { appendFileSync, writeFileSync } = require('node:fs')
const { format } = require('node:util')

exports.run = async () => {
  const { mocha: path, tests, output, result } = JSON.parse(process.env.TUNESMITH_HOST_TESTS)
  // What the extension host prints ends in VS Code's log files, so it goes through a file that the runner reads.
  const print = (...args) => appendFileSync(output, `${format(...args)}\n`)
  // VS Code has replaced these by accessors that ignore assignment.
  for (const method of ['log', 'info', 'warn', 'error', 'debug'])
    Object.defineProperty(console, method, { value: print })

  const { default: Mocha } = await import(path)
  Mocha.reporters.Base.consoleLog = print
  const mocha = new Mocha({ color: false, reporter: 'spec', ui: 'bdd', timeout: 20_000, failZero: true })
  for (const file of tests) mocha.addFile(file)
  await mocha.loadFilesAsync()
  await new Promise((resolve) => {
    const { stats } = mocha.run(() => {
      writeFileSync(result, JSON.stringify({ passed: stats.passes, failed: stats.failures }))
      resolve()
    })
  })
}
