// Which files are eval files, by their names.

/** A config that is a program: it is read by running it. */
export const CODE_CONFIG = /(?:^|\/)promptfooconfig(?:[.-][^/]*)?\.[cm]?[jt]s$/i

export const EVAL_FILE = /(?:^|\/)promptfooconfig(?:[.-][^/]*)?\.(?:ya?ml|json)$|\.eval\.ya?ml$/i
