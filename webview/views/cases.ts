// No cases yet? What the prompt should do in a few words, then drafts in a table, each taken or left by one key.
// A takes, R leaves, E changes, arrows move. Must write nothing, and show no draft as a case before it is written.
import { html, nothing } from 'lit-html'
import type { CaseMakerView } from '../../src/shared/caseMaker.ts'
import { fileName, formatCounted } from '../../src/shared/format.ts'
import type { ViewContext } from '../context.ts'
import type { CasesState } from '../store.ts'
import { button, dropdown, progressRing } from '../ui/components.ts'
import { bar } from '../ui/meter.ts'
import { empty, lines, note, notices, section } from '../ui/parts.ts'
import { draftList } from './draftList.ts'

const COUNTS = [30, 80, 150, 300]

export function casesView(context: ViewContext) {
  const { cases, promptPath, prompts } = context.snapshot
  if (promptPath === null) return empty('No prompt is chosen.')
  const prepare = () => context.act('cases.prepare', { promptPath })
  if (cases === null) {
    const evalPath = prompts.find(({ path }) => path === promptPath)?.evalPath ?? null
    const sentence =
      evalPath === null
        ? `No cases yet for ${fileName(promptPath)}. Have a model write some, and take those that are good.`
        : `${fileName(evalPath)} measures ${fileName(promptPath)}. Have a model write further cases, and take those that are good.`
    return empty(sentence, button({ text: 'Make Cases', primary: true, onClick: prepare }))
  }
  if (cases.state === 'asking') return form(context, cases)
  if (cases.state === 'written') return written(context, cases, prepare)
  return drafts(context, cases)
}

function form(context: ViewContext, cases: CaseMakerView) {
  const state = () => context.ui.cases
  const change = (some: Partial<CasesState>) => context.update({ cases: { ...state(), ...some } })
  const { description, examples, count } = state()
  const type = cases.types.find(({ id }) => id === state().type) ?? cases.types.find(({ id }) => id === cases.type)
  const start = () => {
    if (type === undefined) return
    context.update({ cases: { ...state(), active: 0, editing: null } })
    context.act('cases.start', { type: type.id, description, examples, count })
  }
  const there =
    cases.evalPath === null
      ? 'A dataset and an eval file are written beside the prompt, once you have taken some.'
      : `${formatCounted(cases.existing, 'case')} of ${fileName(cases.evalPath)} are there; none is made twice.`
  return html`<div class="case-form">
    <p class="lead-sentence">Cases for ${fileName(cases.promptPath)}</p>
    <p class="small dim">${there}</p>
    <label class="field"><span>The prompt is a…</span>
      ${dropdown({
        label: 'Kind of component',
        value: type?.id ?? cases.type,
        options: cases.types.map(({ id, label }) => ({ value: id, text: label })),
        onChange: (id) => change({ type: id }),
      })}
    </label>
    <p class="small dim">${type?.about ?? ''}</p>
    <label class="field"><span>What should it do?</span>
      <textarea rows="4" .value=${description} placeholder="Who writes to it, about what; what is easily mistaken; what must never happen"
        @input=${(event: Event) => change({ description: (event.target as HTMLTextAreaElement).value })}></textarea>
    </label>
    <label class="field"><span>A few good outputs, if you have them: one JSON line each</span>
      <textarea rows="3" class="code" .value=${examples} placeholder=${'{"input": "…", "output": "…"}'}
        @input=${(event: Event) => change({ examples: (event.target as HTMLTextAreaElement).value })}></textarea>
    </label>
    <label class="field"><span>How many?</span>
      ${dropdown({
        label: 'How many cases',
        value: String(count),
        options: COUNTS.map((n) => ({ value: String(n), text: n < 60 ? `${n}, a hint` : `${n}, some sealed` })),
        onChange: (value) => change({ count: Number(value) }),
      })}
    </label>
    ${cases.sentences.length === 0 ? nothing : lines(cases.sentences)}
    <p class="buttons">${button({ text: 'Make Cases', primary: true, onClick: start })}</p>
    <p class="foot-note">The prompt, these words and your examples go to the model that writes. Its cases are marked synthetic and reported apart from real ones.</p>
  </div>`
}

function drafts(context: ViewContext, cases: CaseMakerView) {
  const taken = cases.drafts.filter(({ decision }) => decision === 'accepted').length
  const left = cases.drafts.filter(({ decision }) => decision === 'rejected').length
  const open = cases.drafts.filter(({ decision }) => decision === 'open')
  const making = cases.state === 'making'
  const takeRest = () => context.act('cases.decide', { ids: open.map(({ id }) => id), decision: 'accepted' })
  return html`<div class="drafts">
    ${notices(cases.notice === null ? [] : [cases.notice])}
    <p class="lead-sentence">${making ? `${cases.drafts.length} of ${formatCounted(cases.wanted, 'case')}` : `${formatCounted(cases.drafts.length, 'case')} to look at`}</p>
    <p class="small dim">${cases.model === null ? nothing : `Written by ${cases.model}. `}${taken} taken, ${left} left out, ${open.length} open. A takes, R leaves out, E changes, ↑ ↓ move.</p>
    ${making ? bar(cases.drafts.length / Math.max(1, cases.wanted), 'Cases made') : nothing}
    <p class="buttons">
      ${
        making
          ? button({ text: 'Stop', icon: 'stop', onClick: () => context.act('cases.stop', {}) })
          : button({
              text: `Write ${formatCounted(taken, 'Case')}`,
              primary: true,
              disabled: taken === 0,
              onClick: () => context.act('cases.write', {}),
            })
      }
      ${open.length === 0 ? nothing : button({ text: `Take the ${open.length} Open`, onClick: takeRest })}
      ${making ? nothing : button({ text: 'Discard All', onClick: () => context.act('cases.discard', {}) })}
    </p>
    ${cases.drafts.length === 0 ? progressRing('The first cases are being written…') : draftList(context, cases.drafts)}
    ${
      cases.refused.length + cases.sentences.length === 0
        ? nothing
        : section(
            'What Came of It',
            html`${lines([...cases.sentences, ...cases.refused.map(({ reason, count }) => `${count} refused: ${reason}.`)])}`,
          )
    }
  </div>`
}

function written(context: ViewContext, cases: CaseMakerView, prepare: () => void) {
  const { promptPath } = cases
  return html`<div class="drafts">
    ${note(html`Written: ${cases.written.join(', ')}`, 'checkDisc', 'good')} ${lines(cases.sentences)}
    <p class="buttons">
      ${button({ text: 'Evaluate', primary: true, onClick: () => context.act('run.start', { promptPath, kind: 'eval' }) })}
      ${button({ text: 'Optimize', onClick: () => context.act('run.start', { promptPath, kind: 'sweep' }) })}
      ${button({ text: 'Make More', onClick: prepare })}
    </p>
  </div>`
}
