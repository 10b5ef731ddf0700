// Which files are eval files, by their names.

export const EVAL_FILE = /(?:^|\/)promptfooconfig(?:[.-][^/]*)?\.(?:ya?ml|json)$|\.eval\.ya?ml$/i
