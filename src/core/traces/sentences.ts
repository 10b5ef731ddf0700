// What an import found and left out, in sentences: every call is accounted for. Pure words; the same in panel and
// terminal.
import type { DraftCase } from '../generate/draft.ts'
import type { HistoryImport } from '../history/suggest.ts'
import type { TraceImport } from './importTraces.ts'

const UNMATCHED: Readonly<Record<keyof TraceImport['unmatched'], string>> = {
  none: 'without this prompt in what was sent',
  ambiguous: 'that could have come of more than one set of values',
  longer: 'of a conversation that went on after the prompt',
  hidden: 'that hold the prompt, but not the value of every variable',
  outdated: 'of an older prompt that lacks a variable of today',
}
const REDACTED = { email: 'mail address', key: 'key', phone: 'telephone number', card: 'card number', ip: 'IP address' }

export function traceSentences(found: TraceImport): string[] {
  const { files, problems, moreProblems, matched, byOlder, byName, unmatched, stranger, refused } = found
  const calls = files.reduce((sum, file) => sum + file.calls, 0)
  const kinds = [...new Set(files.map(({ kind }) => kind))].join(', ')
  return [
    `${counted(calls, 'call')} in ${counted(files.length, 'file')} (${kinds}); ${numeral(matched)} of this prompt${how(byOlder, byName)}.`,
    ...(Object.keys(UNMATCHED) as (keyof typeof UNMATCHED)[]).flatMap((kind) =>
      unmatched[kind] === 0 ? [] : [`Left out: ${counted(unmatched[kind], 'call')} ${UNMATCHED[kind]}.`],
    ),
    ...(stranger === undefined
      ? []
      : [`The first of them begins “${oneLine(stranger)}…”: is it this prompt that was sent, and in these words?`]),
    ...Object.entries(refused).map(([why, count]) => `Left out: ${counted(count, 'call')}, since ${why}.`),
    ...choiceSentences(found),
    ...redactedSentences(found),
    ...problems.map(({ problem, file, line }) => `${file}:${line}: ${problem}; it is left out.`),
    ...(moreProblems === 0 ? [] : [`${counted(moreProblems, 'more place')} could not be read.`]),
    ...waitingSentences(found.drafts),
  ]
}

export function historySentences({ drafts, checks, commits, unread, unplaced }: HistoryImport): string[] {
  return [
    `${counted(commits, 'commit')} changed this prompt; ${counted(drafts.length, 'case')} and ${counted(checks.length, 'check')} are suggested.`,
    ...(unread === 0 ? [] : [`${counted(unread, 'version')} could not be read as a prompt of this kind.`]),
    ...(unplaced === 0
      ? []
      : [`${counted(unplaced, 'example')} left out: nothing says which of the prompt's variables they are.`]),
  ]
}

export function knownSentence(known: number): string[] {
  return known === 0 ? [] : [`Left out: ${counted(known, 'input')} that the eval file has already.`]
}

function how(byOlder: number, byName: number): string {
  const parts = [
    ...(byOlder === 0 ? [] : [`${numeral(byOlder)} as it was in an older commit`]),
    ...(byName === 0 ? [] : [`${numeral(byName)} by the names of their inputs`]),
  ]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function choiceSentences({ drafts, duplicates, failing, surplus }: TraceImport): string[] {
  const failures = drafts.filter(({ kind }) => kind === 'failure').length
  return [
    ...(duplicates === 0
      ? []
      : [
          `Left out: ${counted(duplicates, 'call')} that ${duplicates === 1 ? 'says' : 'say'} nearly what another does.`,
        ]),
    `${counted(drafts.length, 'case')} suggested, ${failures} of ${counted(failing, 'failure')} among them${surplus === 0 ? '' : `; ${numeral(surplus)} more had no room`}.`,
  ]
}

function redactedSentences({ redacted }: TraceImport): string[] {
  const kinds = (Object.keys(REDACTED) as (keyof typeof REDACTED)[]).filter((kind) => redacted[kind] > 0)
  if (kinds.length === 0) return ['Nothing that looks personal or secret was found in them; read them all the same.']
  const list = kinds.map((kind) => counted(redacted[kind], REDACTED[kind])).join(', ')
  return [`Replaced by placeholders: ${list}. Names and addresses of houses are not recognised; read before you share.`]
}

function waitingSentences(drafts: readonly DraftCase[]): string[] {
  const waiting = drafts.filter(({ expected, assert = [] }) => expected === undefined && assert.length === 0).length
  if (waiting === 0) return []
  return [
    `${counted(waiting, 'case')} ${waiting === 1 ? 'has' : 'have'} no expected answer, since no person has said what is right; what the model answered is not taken for it. They are measured once you give them one: an "assert" in the dataset.`,
  ]
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : noun.endsWith('ss') ? `${noun}es` : `${noun}s`
  return `${numeral(count)} ${plural}`
}

function numeral(count: number): string {
  return count.toLocaleString('en')
}
