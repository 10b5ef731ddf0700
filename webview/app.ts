// The frame: the line that picks prompt and run, the tabs, and the open view below them.
// Must keep each view's scroll position, and leave everything else to the view.
import { html, nothing, type TemplateResult } from 'lit-html'
import { keyed } from 'lit-html/directives/keyed.js'
import { fileName, formatCounted } from '../src/shared/format.ts'
import type { PanelTab } from '../src/shared/viewModel.ts'
import type { ViewContext } from './context.ts'
import { iconButton } from './ui/components.ts'
import { icon } from './ui/icons.ts'
import { hatchPatterns } from './ui/meter.ts'
import type { TabItem } from './ui/tabs.ts'
import { candidateView } from './views/candidate.ts'
import { casesView } from './views/cases.ts'
import { compareView } from './views/compare.ts'
import { diagnosisView } from './views/diagnosis.ts'
import { historyView } from './views/history.ts'
import { judgeView } from './views/judge.ts'
import { matrixView } from './views/matrix.ts'
import { overviewView } from './views/overview.ts'
import { runView } from './views/run.ts'
import { trainingView } from './views/training.ts'

const tabs: readonly (TabItem & { readonly id: PanelTab })[] = [
  { id: 'overview', title: 'Overview' },
  { id: 'run', title: 'Run' },
  { id: 'compare', title: 'Compare' },
  { id: 'candidate', title: 'Candidate' },
  { id: 'matrix', title: 'Matrix' },
  { id: 'judge', title: 'Judge' },
  { id: 'diagnosis', title: 'Diagnosis' },
  { id: 'training', title: 'Training' },
  { id: 'history', title: 'History' },
  { id: 'cases', title: 'Cases' },
]

const views: Readonly<Record<PanelTab, (context: ViewContext) => TemplateResult>> = {
  overview: overviewView,
  run: runView,
  compare: compareView,
  candidate: candidateView,
  matrix: matrixView,
  judge: judgeView,
  diagnosis: diagnosisView,
  training: trainingView,
  history: historyView,
  cases: casesView,
}

interface Frame {
  readonly failure: string | null
  readonly dismiss: () => void
  readonly onScroll: (event: Event) => void
}

export function app(context: ViewContext, frame: Frame) {
  const { tab } = context.ui
  const open = (id: string): void => context.goTo(id as PanelTab)
  return html`${hatchPatterns()}
    <header class="top">
      ${contextLine(context)}
      <tune-tabs .model=${{ items: tabs, open: tab, onOpen: open }}></tune-tabs>
    </header>
    ${
      frame.failure === null
        ? nothing
        : html`<div class="banner" role="alert">
            ${icon('error', 'bad')}<span>${frame.failure}</span>
            ${iconButton({ name: 'cross', label: 'Dismiss', onClick: frame.dismiss })}
          </div>`
    }
    ${keyed(
      tab,
      html`<main
        id="view"
        class="view view-${tab}"
        role="tabpanel"
        aria-labelledby="tab-${tab}"
        tabindex="-1"
        @scroll=${frame.onScroll}
      >
        ${views[tab](context)}
      </main>`,
    )}
    <div class="hidden" id="live" aria-live="polite"></div>`
}

function contextLine({ snapshot, ui, act }: ViewContext) {
  if (ui.tab === 'overview' || snapshot.promptPath === null)
    return html`<div class="context">
      <strong class="cut">${snapshot.workspace}</strong>
      <span class="dim">${formatCounted(snapshot.prompts.length, 'prompt')}</span>
    </div>`
  return html`<div class="context">
    <button class="pick" title="Pick a prompt: ${snapshot.promptPath}" @click=${() => act('prompt.pick', {})}>
      <strong class="cut">${fileName(snapshot.promptPath)}</strong>${icon('chevronDown', 'tiny')}
    </button>
    <button
      class="pick"
      title="Pick a run"
      ?disabled=${snapshot.runs.length === 0}
      @click=${() => act('run.pick', {})}
    >
      <span>${snapshot.run === null ? 'No run' : `Run ${snapshot.run.id}`}</span>${icon('chevronDown', 'tiny')}
    </button>
  </div>`
}
