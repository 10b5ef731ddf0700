// Small pieces that all views are made of: headings, notes, lists of facts, empty and failed states.
// Must stay without state and without knowledge of runs.
import { html, nothing } from 'lit-html'
import { type IconName, icon } from './icons.ts'

export function heading(title: unknown, right: unknown = nothing) {
  return html`<div class="heading">
    <h2>${title}</h2>
    ${right === nothing ? nothing : html`<span class="heading-right">${right}</span>`}
  </div>`
}

export function section(title: unknown, content: unknown, right: unknown = nothing) {
  return html`<section class="section">${heading(title, right)} ${content}</section>`
}

/** A quiet line with a sign: what a reader must know before believing a figure. */
export function note(content: unknown, name: IconName = 'info', look = '') {
  return html`<p class="note ${look}">${icon(name)}<span>${content}</span></p>`
}

export type Fact = readonly [name: unknown, value: unknown, look?: 'strong' | 'rule' | undefined]

/** Names left, figures right. */
export function facts(all: readonly (Fact | undefined)[]) {
  return html`<dl class="facts">
    ${all.map((fact) =>
      fact === undefined
        ? nothing
        : html`<dt class=${fact[2] ?? ''}>${fact[0]}</dt>
            <dd class=${fact[2] ?? ''}>${fact[1]}</dd>`,
    )}
  </dl>`
}

/** Nothing here yet: one sentence, and what to do about it. */
export function empty(sentence: unknown, actions: unknown = nothing, more: unknown = nothing) {
  return html`<div class="empty">
    <p class="lead-sentence">${sentence}</p>
    ${more === nothing ? nothing : html`<div class="empty-more">${more}</div>`}
    ${actions === nothing ? nothing : html`<div class="buttons">${actions}</div>`}
  </div>`
}

export function failure(message: string, actions: unknown = nothing) {
  return html`<div class="failure" role="alert">
    ${icon('error', 'bad')}
    <div><p>${message}</p>${actions === nothing ? nothing : html`<div class="buttons">${actions}</div>`}</div>
  </div>`
}

/** The models' notices above figures: a simulation says so wherever it shows. */
export function notices(all: readonly string[]) {
  if (all.length === 0) return nothing
  const simulated = all.some((text) => /simulat/i.test(text))
  return html`<p class="notices">
    ${all.map((text) => tag(shortNotice(text)))}
    ${simulated ? html`<span>Figures of the sandbox, not of a real model.</span>` : nothing}
  </p>`
}

/** A model's notice, wherever its figures stand. The toolkit's tag sets a style attribute, which the policy forbids. */
export function tag(text: string) {
  return html`<span class="tag">${text.slice(0, 1).toUpperCase()}${text.slice(1)}</span>`
}

/** A notice in one word where it is about the sandbox. */
export function shortNotice(text: string): string {
  return /simulat/i.test(text) ? 'Simulated' : text
}

/** A button that reads as a link. */
export function link(text: unknown, onClick: () => void, title?: string) {
  return html`<button class="link" title=${title ?? nothing} @click=${onClick}>${text}</button>`
}

export function lines(sentences: readonly string[]) {
  return html`<ul class="sentences">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
}

/** Text with {{variables}} and `code` in the editor's typeface. */
export function withCode(text: string) {
  return text
    .split(/(\{\{[^{}]*\}\}|`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 0 ? part : html`<code>${part.startsWith('`') ? part.slice(1, -1) : part}</code>`,
    )
}
