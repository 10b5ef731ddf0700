// Text in Markdown, shown as it is. VS Code's own `appendText` makes every space unbreakable, which hovers then cut off.
import * as vscode from 'vscode'

/** Untrusted, without HTML: what a model wrote may stand in it. */
export class PlainMarkdown {
  readonly value = new vscode.MarkdownString()

  /** A paragraph; `bold` stands before `text`. */
  paragraph(text: string, bold = ''): this {
    const head = bold === '' ? '' : `**${escaped(bold)}** `
    this.value.appendMarkdown(`${head}${escaped(text)}\n\n`)
    return this
  }

  rule(): this {
    this.value.appendMarkdown('---\n\n')
    return this
  }
}

function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&')
}
