// What a prompt is to the engine: a file's text, the messages in it, and which stretches of it may change.
// A document is spans over the original text: nothing is ever re-serialised, so what no edit touches stays to the byte.
import type { Vars } from '../evals/case.ts'
import type { ChatMessage, Role } from '../ports.ts'
import type { Codec } from './codec.ts'
import type { EngineId, Piece } from './templates/engine.ts'

export type FormatId =
  | 'text'
  | 'markdown'
  | 'copilot-prompt'
  | 'copilot-instructions'
  | 'copilot-agent'
  | 'agents-md'
  | 'claude-md'
  | 'gemini-md'
  | 'claude-command'
  | 'claude-agent'
  | 'claude-rule'
  | 'skill'
  | 'cursor-rule'
  | 'legacy-rules'
  | 'prompty'
  | 'dotprompt'
  | 'elastacloud'
  | 'chat-json'
  | 'chat-jsonl'
  | 'chat-yaml'
  | 'github-models'
  | 'promptfoo'
  | 'jinja'
  | 'semantic-kernel'
  | 'semantic-kernel-yaml'
  | 'langchain'
  | 'mustache'
  | 'handlebars'
  | 'liquid'
  | 'gemini-command'
  | 'poml'
  | 'baml'
  | 'typescript'
  | 'javascript'
  | 'python'
  | 'program'

/** `task`: inputs in, text out. `instructions`: standing orders for an agent, without inputs. */
export type PromptClass = 'task' | 'instructions'

/** One message as the author wrote it: a template, decoded from the file's own escapes, with LF line ends. */
export interface PromptMessage {
  readonly role: Role
  readonly text: string
}

/** Where a message stands: [start, end) of the source, as the codec reads it. */
export interface MessageSource {
  readonly role: Role
  readonly start: number
  readonly end: number
  readonly codec: Codec
  /** A further part of the message before it; both are sent as one, with a line end between them. */
  readonly continues?: boolean
}

/** A stretch that is not a message and has a name; what has none is `structure`. */
export interface Mark {
  readonly kind: 'header' | 'role' | 'separator' | 'comment'
  readonly start: number
  readonly end: number
}

/** An input that the file declares. */
export interface InputDeclaration {
  readonly name: string
  readonly required: boolean
  readonly fallback?: unknown
  readonly description?: string
}

/** Something the author should mend; never in the way of editing the rest. `line` is 1-based. */
export interface PromptDiagnostic {
  readonly message: string
  readonly line: number
}

/** A test case that stands in the prompt's own file. */
export interface EmbeddedCase {
  readonly vars: Readonly<Record<string, unknown>>
  readonly line: number
}

/** What a format finds in a file. */
export interface ParsedPrompt {
  /** Name of this prompt in a file that holds several: "#" and this follow the path. */
  readonly fragment?: string
  readonly engine: EngineId
  readonly messages: readonly MessageSource[]
  readonly marks?: readonly Mark[]
  /** Offset of the first character after the header; 0 where there is none. */
  readonly bodyStart?: number
  readonly inputs?: readonly InputDeclaration[]
  readonly cases?: readonly EmbeddedCase[]
  readonly diagnostics?: readonly PromptDiagnostic[]
  readonly class?: PromptClass
  /** Templates that the messages may name, by name. */
  readonly partials?: Readonly<Record<string, string>>
}

export interface PromptDocument {
  /** Relative to the workspace folder, with forward slashes; with "#fragment" where the file holds several prompts. */
  readonly path: string
  readonly format: FormatId
  readonly engine: EngineId
  readonly class: PromptClass
  /** The file as it was read, byte order mark and line ends included. */
  readonly source: string
  readonly messages: readonly PromptMessage[]
  /** `sources[i]` is where `messages[i]` stands. */
  readonly sources: readonly MessageSource[]
  /** What covers the file: concatenated, the parts are the source. */
  readonly parts: readonly Part[]
  readonly bodyStart: number
  /** Names of the inputs in all messages, in order of first use, without repeats. */
  readonly variables: readonly string[]
  /** Case variable that is sent as a user message after the prompt's own: what an agent under these instructions is
   *  asked to do. Instruction files have one. */
  readonly taskVariable?: string | undefined
  readonly inputs: readonly InputDeclaration[]
  readonly cases: readonly EmbeddedCase[]
  readonly diagnostics: readonly PromptDiagnostic[]
  readonly partials: Readonly<Record<string, string>>
  /** What it was read with, so that it is read again alike. */
  readonly context: ParseContext
}

/** `text` may be edited; everything else is protected. Offsets are UTF-16 units of the source. */
export interface Part {
  readonly kind: 'text' | 'tag' | 'comment' | 'reference' | 'code' | 'lock' | 'structure' | Mark['kind']
  readonly start: number
  readonly end: number
  /** Index of the message that it belongs to. */
  readonly message?: number
}

/** How sure a file's name or content makes one that it is a prompt of a format, and why, in a few words. */
export interface Claim {
  /** 1: certain; .9: the name says so; .5: worth offering; below: never listed. */
  readonly confidence: number
  readonly reason: string
}

/** What a format may know beside the file itself. */
export interface ParseContext {
  /** What somebody said it is, whatever name and content say. */
  readonly format?: FormatId
  /** Template language that whoever names the prompt uses, e.g. nunjucks in a promptfoo config. */
  readonly engine?: EngineId
  /** Text of a file in the same folder, e.g. config.json beside skprompt.txt. */
  readonly sibling?: (name: string) => string | undefined
}

/** One file format: how its files are recognised, and where the messages in them stand. To add one, write these and
 *  put it into the table of `registry.ts`. */
export interface PromptFormat {
  readonly id: FormatId
  /** In words, for people: "Copilot prompt". */
  readonly label: string
  readonly class: PromptClass
  /** Whether a file of this name may be of this format, and whether that alone makes it a prompt. A claim below .5 asks
   *  for `sniff`. Cheap: called for every path of a workspace. */
  claims(path: string): Claim | undefined
  /** The same with the first 64 KB of the text, for formats whose names are not enough. */
  sniff?(path: string, head: string): Claim | undefined
  /** Where the messages stand. Throws `InputError` with file and line only where the file cannot be used at all. */
  parse(path: string, source: string, context: ParseContext): readonly ParsedPrompt[]
  /** For formats whose template is one for all messages; without it each message is a template of its own. */
  readonly whole?: {
    /** The template in a file: what is rendered. */
    template(source: string): string
    /** The messages in the rendered text. Only a literal piece may open one. */
    split(pieces: readonly Piece[], vars: Vars): ChatMessage[]
  }
  /** Names of files in the same folder that a file needs to be read, e.g. config.json beside skprompt.txt. */
  siblings?(source: string): readonly string[]
  /** What cannot stand in a message of this format, e.g. a line that would open another; a sentence, or undefined. */
  refuses?(text: string, document: PromptDocument): string | undefined
}
