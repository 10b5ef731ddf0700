// Prompt × model with rates, intervals, cost and latency: a table where there is room, groups where there is not.
// Must never put an unknown cost in as zero, and always say which cases were counted.
import { html, nothing } from 'lit-html'
import type { LeaderboardRow } from '../../src/core/events.ts'
import {
  formatCounted,
  formatDuration,
  formatLatency,
  formatMoney,
  formatRate,
  formatShareFigure,
  shareOf,
} from '../../src/shared/format.ts'
import { rateBar } from './meter.ts'
import { shortNotice } from './parts.ts'

export interface BoardCell {
  readonly row: LeaderboardRow
  readonly onOpen: () => void
}

interface Board {
  readonly models: readonly string[]
  /** Candidates in order, the seed first. */
  readonly candidates: readonly { readonly id: string; readonly label: string }[]
  readonly cell: (model: string, candidateId: string) => BoardCell | undefined
  /** Whether its rows were compared in the Pareto view. */
  readonly marked: boolean
}

/** The rows of one split as a board. */
export function boardOf(rows: readonly LeaderboardRow[], onOpen: (row: LeaderboardRow) => void): Board {
  const candidates = new Map(rows.map((row) => [row.candidateId, row.label]))
  const cells = new Map(rows.map((row) => [`${row.model}\n${row.candidateId}`, row]))
  return {
    models: [...new Set(rows.map((row) => row.model))],
    candidates: [...candidates].map(([id, label]) => ({ id, label })),
    marked: rows.some((row) => row.frontier !== undefined),
    cell(model, candidateId) {
      const row = cells.get(`${model}\n${candidateId}`)
      return row === undefined ? undefined : { row, onOpen: () => onOpen(row) }
    },
  }
}

export function leaderboard(board: Board) {
  return html`<div class="only-narrow">${board.models.map((model) => narrowModel(board, model))}
      <p class="foot-note">pass rate % with 95 % CI · cost per 1,000 calls · median latency${board.marked ? ' · ◆ beaten by no other' : ''}</p></div>
    <div class="only-wide">
      ${wideBoard(board)}
      ${board.marked ? html`<p class="foot-note">◆ beaten by no other in rate, cost, latency and prompt length together</p>` : nothing}
    </div>`
}

function narrowModel(board: Board, model: string) {
  const cells = board.candidates.map(({ id, label }) => ({ label, cell: board.cell(model, id) }))
  // One prompt on many models: the model is the line's name.
  const single = cells.length === 1
  return html`<div class=${single ? 'model single' : 'model'}>
    ${single ? nothing : html`<h3>${model}</h3>`} ${noticeOf(cells.map(({ cell }) => cell))}
    ${cells.map(({ label, cell }, index) => narrowLine(single ? shortModel(model) : label, cell, index === 0 && !single))}
  </div>`
}

function narrowLine(name: string, cell: BoardCell | undefined, hollow: boolean) {
  if (cell === undefined) return html`<div class="board-line"><span>${name}</span><span class="dim">–</span></div>`
  const { row } = cell
  return html`<button class="board-line" title=${detailOf(row)} @click=${cell.onOpen}>
    <span class="cut">${frontierMark(row)}${name}</span>
    ${rateBar({ rate: row.rate, hollow })}
    <span class="figure">${row.rate.n === 0 ? '–' : formatShareFigure(shareOf(row.rate))}</span>
    <span class="figure dim">${formatMoney(row.usdPer1000)}</span>
    <span class="figure dim">${formatLatency(row.medianLatencyMs)}</span>
  </button>`
}

/** A model's own name; the line's tooltip has the provider too. */
function shortModel(model: string): string {
  return model.slice(model.indexOf(':') + 1)
}

/** The view says once that figures are simulated; other notices stand with their model. */
function noticeOf(cells: readonly (BoardCell | undefined)[]) {
  const notice = cells.find((cell) => cell?.row.notice)?.row.notice ?? null
  return notice === null || shortNotice(notice) === 'Simulated' ? nothing : html`<p class="small dim">${notice}</p>`
}

function wideBoard(board: Board) {
  const single = board.candidates.length === 1
  return html`<table class="board">
    <thead>
      <tr>
        <th scope="col">Model</th>
        ${board.candidates.map(({ label }) => html`<th scope="col">${single ? 'Pass rate, 95 % CI' : label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${board.models.map((model) => {
        const cells = board.candidates.map(({ id }) => board.cell(model, id))
        return html`<tr>
          <th scope="row"><h3>${model}</h3>${noticeOf(cells)}</th>
          ${cells.map((cell, index) =>
            cell === undefined
              ? html`<td class="dim">not measured yet</td>`
              : html`<td>
                  <button class="board-cell" title=${detailOf(cell.row)} @click=${cell.onOpen}>
                    <span><strong>${formatRate(cell.row.rate)}</strong> <span class="dim">${ends(cell.row)}</span></span>
                    ${rateBar({ rate: cell.row.rate, hollow: index === 0 && !single })}
                    <span class="dim"
                      >${frontierMark(cell.row)}${formatMoney(cell.row.usdPer1000)} · ${latencyOf(cell.row)}${
                        cell.row.missing > 0 ? html` · ${cell.row.missing} missing` : nothing
                      }</span
                    >
                  </button>
                </td>`,
          )}
        </tr>`
      })}
    </tbody>
  </table>`
}

/** "410 ms (95 %: 1.2 s)": the median, and what 95 of 100 answers stay below. */
function latencyOf({ medianLatencyMs, p95LatencyMs }: LeaderboardRow): string {
  const most = p95LatencyMs === undefined ? '' : ` (95 %: ${formatDuration(p95LatencyMs)})`
  return formatLatency(medianLatencyMs) + most
}

/** Stands at rows that no other beats in rate, cost, latency and prompt length. */
function frontierMark({ frontier }: LeaderboardRow) {
  return frontier === true
    ? html`<span class="frontier-mark" role="img" aria-label="beaten by no other" title="Beaten by no other in rate, cost, latency and prompt length">◆</span> `
    : nothing
}

function ends({ rate }: LeaderboardRow): string {
  return rate.n === 0 ? '' : `${Math.round(rate.low * 100)} to ${Math.round(rate.high * 100)}`
}

function detailOf(row: LeaderboardRow): string {
  const missing = row.missing === 0 ? '' : `, ${row.missing} missing`
  const unbeaten = row.frontier === true ? '. Beaten by no other in rate, cost, latency and prompt length' : ''
  return `${row.label} on ${row.model}: ${row.rate.k} of ${formatCounted(row.rate.n, 'case')}${missing}, latency ${latencyOf(row)}${unbeaten}`
}
