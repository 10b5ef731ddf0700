// A run as one HTML page that stands alone: no script, no network, light and dark, fit for paper. Everything that came
// from a file or a model is escaped.
import { escapeMarkup } from './markup.ts'
import { type ExportedArm, type ExportedRow, outcomeOf, type RunExport, resultSentence, titleOf } from './runExport.ts'

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dee4, #373e47); --dim: light-dark(#59636e, #9198a1);
  --good: light-dark(#1a7f37, #3fb950); --bad: light-dark(#cf222e, #f85149); --soft: light-dark(#f6f8fa, #161b22); }
body { margin: 2rem auto; padding: 0 1rem; max-width: 75rem; font: 15px/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .dim { color: var(--dim); }
.notice { border-left: 3px solid var(--bad); padding: .25rem .75rem; background: var(--soft); }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--dim); white-space: nowrap; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 8rem; max-width: 24rem; }
.pass { color: var(--good); } .fail, .missing { color: var(--bad); } .missing { font-style: italic; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; border-radius: 6px; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .table { overflow: visible; } }
`

export function* toHtml(run: RunExport): Generator<string> {
  const title = `${run.promptPath}: run ${run.id}`
  const at = `${new Date(run.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
<p class="dim">${escapeMarkup(`${run.kind} of ${at}, cases of ${run.evalPath}`)}</p>
${run.notices.map((notice) => `<p class="notice">${escapeMarkup(notice)}</p>\n`).join('')}<p>Only train and select cases are listed. Sealed cases left out: ${run.sealed}.</p>
<h2>Results</h2>
`
  yield* table(['Prompt', 'Model', 'Result'], run.arms.map(summaryCells))
  yield '\n<h2>Answers</h2>\n'
  yield* table(['', 'Case', 'Prompt', 'Model', 'Expected', 'Output', 'Reason', 'ms'], answers(run))
  yield '\n'
  for (const { label, text } of run.prompts)
    yield `<h2>Prompt ${escapeMarkup(label)}</h2>\n<pre>${escapeMarkup(text)}</pre>\n`
  yield '</body>\n</html>\n'
}

function summaryCells(arm: ExportedArm): string {
  return [arm.label, arm.model, resultSentence(arm)].map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')
}

function* answers({ rows, prompts }: RunExport): Generator<string> {
  const labels = new Map(prompts.map(({ candidateId, label }) => [candidateId, label]))
  for (const row of rows()) yield answerCells(row, labels.get(row.candidateId) ?? row.candidateId)
}

const OUTCOMES = { passed: 'pass', failed: 'fail', missing: 'missing', ungraded: 'ungraded' } as const

function answerCells(row: ExportedRow, label: string): string {
  const { grade, repeat, model } = row
  const outcome = OUTCOMES[outcomeOf(row)]
  const texts = [row.kase?.expected ?? '', row.output, grade?.reason ?? row.error ?? '']
  return [
    `<td class="${outcome}">${outcome}</td>`,
    `<td class="text">${escapeMarkup(titleOf(row).slice(0, 500))}</td>`,
    `<td>${escapeMarkup(repeat === 0 ? label : `${label}, draw ${repeat + 1}`)}</td>`,
    `<td>${escapeMarkup(model)}</td>`,
    ...texts.map((text) => `<td class="text">${escapeMarkup(text)}</td>`),
    `<td class="n">${Math.round(row.latencyMs)}</td>`,
  ].join('')
}

function* table(head: readonly string[], rows: Iterable<string>): Generator<string> {
  const heads = head.map((name) => `<th scope="col">${name}</th>`).join('')
  yield `<div class="table"><table>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n`
  for (const row of rows) yield `<tr>${row}</tr>\n`
  yield '</tbody>\n</table></div>'
}
