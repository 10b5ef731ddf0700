// The one status bar item: there while something is trained, and for a moment after.
import * as vscode from 'vscode'
import { isOver } from '../../core/finetune/job.ts'
import { commandLink } from '../../platform/commands.ts'
import { DisposableStore } from '../../platform/disposable.ts'
import { PlainMarkdown } from '../../platform/markdown.ts'
import { isSimulated, modelName } from '../../shared/format.ts'
import type { Job, JobService } from './jobService.ts'
import { progressWords, stateWords, timeLeft } from './jobWords.ts'

const TICK_MS = 5_000
/** How long an end stays in sight. */
const LINGER_MS = 15_000

export function createJobStatusItem(service: JobService): vscode.Disposable {
  const store = new DisposableStore()
  const item = store.add(vscode.window.createStatusBarItem('tunesmith.jobs', vscode.StatusBarAlignment.Left))
  item.name = 'Tunesmith Fine-Tuning'
  let ended: Job | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const show = () => {
    clearTimeout(timer)
    const { active } = service
    const [first] = active
    const job = first ?? ended
    if (job === undefined) return item.hide()
    item.text = active.length > 1 ? `$(sync~spin) Fine-tuning ${active.length} jobs` : textOf(job)
    item.tooltip = tooltipOf(active.length > 0 ? active : [job])
    item.accessibilityInformation = { label: item.text.replace(/\$\([^)]*\)\s*/, '') }
    item.command = commandLink('Show', 'tunesmith.openPanel', { tab: 'training' })
    item.show()
    if (active.length > 0) timer = setTimeout(show, TICK_MS)
    return undefined
  }
  store.add(service.onDidChange(show))
  store.add(
    service.onDidEnd((job) => {
      ended = job
      show()
      setTimeout(() => {
        if (ended === job) ended = undefined
        show()
      }, LINGER_MS).unref()
    }),
  )
  store.add({ dispose: () => clearTimeout(timer) })
  show()
  return store
}

function textOf({ view }: Job): string {
  if (!isOver(view.status)) return `$(sync~spin) ${progressWords(view, Date.now())}`
  const icon = view.status.state === 'succeeded' ? 'check' : 'circle-slash'
  return `$(${icon}) Fine-tuning ${view.status.state}`
}

function tooltipOf(jobs: readonly Job[]): vscode.MarkdownString {
  const text = new PlainMarkdown()
  for (const { view } of jobs) {
    const left = timeLeft(view, Date.now())
    const rest = left === undefined ? '' : `, about ${Math.max(1, Math.round(left / 60_000))} min left`
    text.paragraph(`${view.promptPath}: ${stateWords(view)}${rest}`, modelName(view.baseModel))
    if (isSimulated(view.backend)) text.paragraph('Simulated backend; the training runs on this machine.')
  }
  return text.value
}
