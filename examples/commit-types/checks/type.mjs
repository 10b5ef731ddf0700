// Judges one answer: the bare type of the commit, as a script would read it. Exit code 0 passes; what is printed is the
// reason.
import { readFileSync } from 'node:fs'

const { vars, output } = JSON.parse(readFileSync('case.json', 'utf8'))
const answer = output.trim()
const types = ['feat', 'fix', 'docs', 'test', 'perf', 'chore']

let problem
if (/\s/.test(answer)) problem = `the answer is more than one word: ${JSON.stringify(answer.slice(0, 80))}`
else if (!types.includes(answer)) problem = `${JSON.stringify(answer)} is none of ${types.join(', ')}`
else if (answer !== vars.type) problem = `the change is ${vars.type}, not ${answer}`

console.log(problem ?? `the change is ${answer}`)
process.exitCode = problem === undefined ? 0 : 1
