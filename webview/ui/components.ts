// The one door to the toolkit: registers its controls and wraps them, so that leaving it is this file's work.
// Must import the prebuilt bundle: the package's own entry does not shake and would be 120 kB larger.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit/dist/toolkit.min.js'
import { html, nothing } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { type IconName, icon } from './icons.ts'

/** Call once, before the first render. Corner radius and secondary colours are set in controls.css. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  )
}

interface Button {
  readonly text: string
  readonly icon?: IconName
  readonly primary?: boolean
  readonly disabled?: boolean
  readonly title?: string
  readonly id?: string
  readonly onClick: () => void
}

/** At most one primary button a view. */
export function button(it: Button) {
  return html`<vscode-button
    id=${it.id ?? nothing}
    appearance=${it.primary ? 'primary' : 'secondary'}
    title=${it.title ?? nothing}
    ?disabled=${it.disabled ?? false}
    @click=${it.onClick}
    >${it.icon === undefined ? nothing : icon(it.icon, 'lead')}${it.text}</vscode-button
  >`
}

export function iconButton(it: { name: IconName; label: string; disabled?: boolean; onClick: () => void }) {
  return html`<vscode-button
    appearance="icon"
    aria-label=${it.label}
    title=${it.label}
    ?disabled=${it.disabled ?? false}
    @click=${it.onClick}
    >${icon(it.name)}</vscode-button
  >`
}

interface Dropdown {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly text: string }[]
  readonly onChange: (value: string) => void
}

export function dropdown(it: Dropdown) {
  const changed = (event: Event) => it.onChange((event.target as HTMLSelectElement).value)
  return html`<vscode-dropdown aria-label=${it.label} title=${it.label} .value=${it.value} @change=${changed}>
    ${repeat(
      it.options,
      (option) => option.value,
      (option) => html`<vscode-option value=${option.value} ?selected=${option.value === it.value}
        >${option.text}</vscode-option
      >`,
    )}
  </vscode-dropdown>`
}

interface TextField {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly icon: IconName
  readonly onInput: (value: string) => void
}

export function textField(it: TextField) {
  const typed = (event: Event) => it.onInput((event.target as HTMLInputElement).value)
  return html`<vscode-text-field
    id=${it.id}
    class="find"
    aria-label=${it.label}
    placeholder=${it.label}
    .value=${it.value}
    @input=${typed}
  >
    <span slot="start">${icon(it.icon)}</span>
  </vscode-text-field>`
}

export function progressRing(label: string) {
  return html`<div class="wait" role="status"><vscode-progress-ring></vscode-progress-ring>${label}</div>`
}
