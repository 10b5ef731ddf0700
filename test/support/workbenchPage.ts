// The workbench as a user sees it, for the e2e stories: what can be clicked and read, by the names on the screen.
// Must know no selector that a user could not describe, but where VS Code gives none; and never wait for time to pass.
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Frame, Locator, Page } from 'playwright-core'
import { openWorkbench, type Workbench } from './vscode/workbench.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pictures = join(root, 'artifacts/e2e')

export type Theme = 'dark' | 'light' | 'high contrast'

/** A theme's label in the theme picker, and the class that the workbench wears in it. */
const THEMES: Readonly<Record<Theme, { readonly label: string; readonly worn: string }>> = {
  dark: { label: 'Dark Modern', worn: 'vs-dark' },
  light: { label: 'Light Modern', worn: 'vs' },
  'high contrast': { label: 'Dark High Contrast', worn: 'hc-black' },
}

export class WorkbenchPage {
  readonly #workbench: Workbench
  /** The user's copy of the example. */
  readonly folder: string

  readonly #temporary: string
  #worn: Theme = 'dark'

  private constructor(workbench: Workbench, temporary: string, folder: string) {
    this.#workbench = workbench
    this.#temporary = temporary
    this.folder = folder
  }

  /** Opens a fresh VS Code on a copy of `examples/<example>`, a folder or one file of it, or on an empty folder. */
  static async open(example?: string): Promise<WorkbenchPage> {
    const temporary = mkdtempSync(join(tmpdir(), 'tunesmith-e2e-'))
    const folder = join(temporary, 'workspace')
    mkdirSync(folder)
    if (example !== undefined) {
      const source = join(root, 'examples', example)
      const isFile = statSync(source).isFile()
      cpSync(source, isFile ? join(folder, basename(source)) : folder, { recursive: true })
    }
    const workbench = await openWorkbench({
      workspace: folder,
      extension: root,
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'chat.disableAIFeatures': true },
    })
    return new WorkbenchPage(workbench, temporary, folder)
  }

  get #page(): Page {
    return this.#workbench.page
  }

  async close(): Promise<void> {
    await this.#workbench.close()
    rmSync(this.#temporary, { recursive: true, force: true, maxRetries: 10 })
  }

  reload(): Promise<void> {
    return this.#workbench.reload()
  }

  /** Opens the menu anew until the command is in it: right after the start the extension still looks for prompts. */
  async rightClick(file: string, command: string): Promise<void> {
    const item = this.#page.getByRole('menuitem', { name: command })
    for (let attempt = 1; ; attempt++) {
      await this.#page.getByRole('treeitem', { name: file }).click({ button: 'right' })
      await this.#page.getByRole('menu').waitFor()
      // Pressed for as long as a person would: VS Code ignores a click that ends within 100 ms of the menu's opening.
      if ((await item.isVisible()) || attempt === 20) return item.click({ delay: 200, timeout: 10_000 })
      await this.#page.keyboard.press('Escape')
    }
  }

  async openFile(file: string): Promise<void> {
    await this.#page.getByRole('treeitem', { name: file }).dblclick()
    await this.tab(file).waitFor()
  }

  /** Runs a command by its title, and chooses from the list that it asks with. Starts over where something else takes
   *  the focus meanwhile, which closes the list. */
  async runCommand(title: string, choice?: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.#page.keyboard.press('F1')
      try {
        await this.#type(`>${title}`)
        await this.pick(title)
        if (choice === undefined) return
        await this.#type(choice)
        return await this.pick(choice)
      } catch (error) {
        if (attempt === 5) throw error
      }
    }
  }

  async #type(text: string): Promise<void> {
    await this.#page.locator('.quick-input-widget input[type=text]').fill(text, { timeout: 3000 })
  }

  /** Chooses from the list that VS Code shows at the top. */
  async pick(item: string | RegExp): Promise<void> {
    const option = this.#page.locator('.quick-input-widget').getByRole('option', { name: item })
    await option.first().click({ timeout: 3000 })
  }

  /** Opens a step of the walkthrough. */
  async openStep(title: string): Promise<Locator> {
    await this.runCommand('Welcome: Open Walkthrough', 'Repair a Prompt with Evidence')
    const step = this.#page.locator('.getting-started-step', { has: this.#page.getByRole('heading', { name: title }) })
    if ((await step.getAttribute('aria-expanded')) === 'false') await step.click()
    return step
  }

  /** Opens a step of the walkthrough and presses its button. */
  async takeStep(title: string, button: string): Promise<void> {
    const step = await this.openStep(title)
    await step.locator('.monaco-button', { hasText: button }).click()
  }

  /** What the walkthrough shows beside its open step. */
  get walkthroughPicture(): Locator {
    const media = this.#page.locator('.getting-started-media iframe').contentFrame()
    return media.locator('iframe').contentFrame().locator('svg').first()
  }

  /** Resolves when the walkthrough shows the step as done. */
  async ticked(title: string): Promise<void> {
    const step = await this.openStep(title)
    await step.getByRole('checkbox', { name: /: Completed/ }).waitFor()
  }

  /** The document of the side panel. */
  panel(): Promise<Frame> {
    return this.#workbench.webview('Results')
  }

  /** Opens one of the panel's views; those that do not fit stand in a menu. */
  async openView(name: string): Promise<void> {
    const panel = await this.panel()
    const tab = panel.getByRole('tab', { name })
    if (await tab.isVisible()) return tab.click()
    await panel.getByRole('button', { name: 'More views' }).click()
    await panel.getByRole('menuitem', { name }).click()
  }

  tab(name: string | RegExp): Locator {
    return this.#page.getByRole('tab', { name })
  }

  /** A line of the candidate in the diff editor, once it is drawn. */
  diffLine(text: RegExp): Locator {
    return this.#page.locator('.monaco-diff-editor .editor.modified .view-line').filter({ hasText: text }).first()
  }

  /** A button in the title of the editor in front. */
  editorAction(name: string): Locator {
    return this.#page.locator('.editor-actions').getByRole('button', { name, exact: true })
  }

  /** The text of the editor in front, the candidate's side of a diff. */
  get editor(): Locator {
    return this.#page.locator('.editor.modified .view-lines, .editor-instance > .monaco-editor .view-lines').last()
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.#page.locator('.statusbar-item').filter({ hasText: text })
  }

  notification(text: string | RegExp): Locator {
    return this.#page.locator('.notification-toast').filter({ hasText: text })
  }

  async undo(): Promise<void> {
    await this.editor.click()
    await this.#page.keyboard.press('Control+Z')
  }

  /** Takes a picture in every theme, into artifacts/e2e. */
  async picture(name: string, themes: readonly Theme[] = ['dark', 'light', 'high contrast']): Promise<void> {
    mkdirSync(pictures, { recursive: true })
    for (const theme of themes) {
      await this.#wear(theme)
      await this.#page.screenshot({ path: join(pictures, `${name}-${theme.replace(' ', '-')}.png`) })
    }
    await this.#wear('dark')
  }

  /** Leaves a picture of where a story failed. */
  async story(name: string, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      mkdirSync(pictures, { recursive: true })
      await this.#page.screenshot({ path: join(pictures, `failed-${name}.png`) })
      throw error
    }
  }

  async #wear(theme: Theme): Promise<void> {
    if (theme === this.#worn) return
    const { label, worn } = THEMES[theme]
    await this.runCommand('Preferences: Color Theme', label)
    await this.#page.locator(`.monaco-workbench.${worn}`).waitFor()
    this.#worn = theme
  }
}
