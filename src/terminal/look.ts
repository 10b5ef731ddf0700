// How a terminal wants its text: how wide, and with or without colour. Colour never says what a glyph or word does not.
import { styleText } from 'node:util'

export interface Look {
  readonly colour: boolean
  /** Columns. */
  readonly width: number
}

export type Tone = 'good' | 'bad' | 'caution' | 'quiet' | 'strong'

const styles = { good: 'green', bad: 'red', caution: 'yellow', quiet: 'dim', strong: 'bold' } as const

/** `text` in a tone where the terminal shows colours, unchanged where it does not. */
export function paint(look: Look, tone: Tone, text: string): string {
  return look.colour ? styleText(styles[tone], text, { validateStream: false }) : text
}

export interface TerminalLike {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  hasColors?(): boolean
}

/** The look of a stream: colours where it is a terminal that has them and NO_COLOR is unset; text never wider than 100. */
export function lookOf(stream: TerminalLike): Look {
  return {
    colour: stream.isTTY === true && stream.hasColors?.() === true,
    width: Math.max(40, Math.min(100, stream.columns || 100)),
  }
}
