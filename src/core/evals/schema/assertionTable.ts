// The assertion types of promptfoo, as data: what each checks, what its value is, and what its threshold is where none
// is given (promptfoo 0.123.1). Whether a type is evaluated here is the registry's to say.

export interface AssertionSpec {
  /** What has to be so for it to pass. */
  readonly does: string
  /** What stands under `value`. */
  readonly value?: string
  /** Threshold where none is given, and what it is compared with. */
  readonly threshold?: string
  /** `not-` in front changes nothing in promptfoo. */
  readonly notIgnored?: true
}

const SUBSTRING = 'the text'
const LIST = 'a list of texts, or one text with commas'
const REFERENCE = 'the text, or a list of texts of which the best counts'
const CODE = 'an expression, a function body, or `file://`'
const CONTEXT = 'nothing; the variables `query` and `context` are judged'

export const ASSERTION_TYPES: Readonly<Record<string, AssertionSpec>> = {
  equals: {
    does: 'The whole output is the value. An object is compared with the output read as JSON.',
    value: 'a text or an object',
  },
  contains: { does: 'The output contains the text.', value: SUBSTRING },
  icontains: { does: 'The output contains the text, whatever the case of its letters.', value: SUBSTRING },
  'contains-any': { does: 'The output contains at least one of the texts.', value: LIST },
  'contains-all': { does: 'The output contains every one of the texts.', value: LIST },
  'icontains-any': {
    does: 'The output contains at least one of the texts, whatever the case of letters.',
    value: LIST,
  },
  'icontains-all': { does: 'The output contains every one of the texts, whatever the case of letters.', value: LIST },
  'starts-with': { does: 'The output begins with the text.', value: SUBSTRING },
  regex: {
    does: 'The pattern is found somewhere in the output.',
    value: 'a JavaScript pattern without slashes and flags',
  },
  'is-json': {
    does: 'The output is JSON, and keeps to the schema where one is given.',
    value: 'nothing, or a JSON schema',
  },
  'contains-json': {
    does: 'JSON stands somewhere in the output, and keeps to the schema where one is given.',
    value: 'nothing, or a JSON schema',
  },
  'is-xml': { does: 'The output is XML.', value: 'nothing, or the elements that it must have' },
  'contains-xml': { does: 'XML stands somewhere in the output.', value: 'nothing, or the elements that it must have' },
  'is-html': { does: 'The output is HTML.' },
  'contains-html': { does: 'HTML stands somewhere in the output.' },
  'is-sql': {
    does: 'The output is an SQL statement.',
    value: 'nothing, or `{databaseType, allowedTables, allowedColumns}`',
  },
  'contains-sql': {
    does: 'An SQL statement stands in the output.',
    value: 'nothing, or `{databaseType, allowedTables, allowedColumns}`',
  },
  javascript: {
    does: 'Your JavaScript says whether the output is right: true or false, a score, or a grade with its reason. Needs your consent.',
    value: CODE,
    threshold: 'a number passes from the threshold on, else above 0',
  },
  python: {
    does: 'Your Python says whether the output is right. Needs your consent.',
    value: CODE,
    threshold: 'a number passes from the threshold on, else above 0',
  },
  ruby: {
    does: 'Your Ruby says whether the output is right.',
    value: CODE,
    threshold: 'a number passes from the threshold on, else above 0',
  },
  webhook: {
    does: 'A web service says whether the output is right; the output and the variables are sent to it.',
    value: 'its address',
  },
  levenshtein: {
    does: 'At most so many single-letter edits lie between output and text. The score is 0 or 1.',
    value: SUBSTRING,
    threshold: '5 edits',
  },
  'rouge-n': {
    does: 'The output shares enough words with the text (ROUGE-1, F1).',
    value: SUBSTRING,
    threshold: '0.75',
  },
  bleu: {
    does: 'The output shares enough sequences of up to four words with the text (BLEU-4).',
    value: REFERENCE,
    threshold: '0.5',
  },
  gleu: { does: 'As `bleu`, but the smaller of precision and recall (GLEU).', value: REFERENCE, threshold: '0.5' },
  meteor: {
    does: 'The output matches the text word by word, stems and synonyms included (METEOR).',
    value: REFERENCE,
    threshold: '0.5',
  },
  'word-count': { does: 'The output has so many words.', value: 'a number, or `{min, max}`' },
  'is-refusal': { does: 'The output refuses to answer, by its wording. An empty output counts as a refusal.' },
  'finish-reason': {
    does: 'The model stopped for this reason.',
    value: '`stop`, `length`, `content_filter` or `tool_calls`',
  },
  cost: { does: 'The call cost at most so much.', threshold: 'must be given, in US dollars' },
  latency: {
    does: 'The answer came within so much time. Stored answers have no time.',
    threshold: 'must be given, in milliseconds',
  },
  perplexity: {
    does: 'The model was sure enough of its words, by their log probabilities.',
    threshold: 'the highest perplexity that passes',
  },
  'perplexity-score': { does: 'As `perplexity`, as a score from 0 to 1.', threshold: 'the lowest score that passes' },
  'is-valid-function-call': {
    does: 'The output is a call of a function that the model was given, with valid arguments.',
    notIgnored: true,
  },
  'is-valid-openai-function-call': {
    does: "The output is a function call in OpenAI's form, with valid arguments.",
    notIgnored: true,
  },
  'is-valid-openai-tools-call': {
    does: "The output is a list of tool calls in OpenAI's form, with valid arguments.",
    notIgnored: true,
  },
  'tool-call-f1': {
    does: 'The tools called are the ones expected (F1 of the sets of names).',
    value: 'names of tools',
    threshold: '1',
  },
  'skill-used': { does: 'The agent used the skill.', value: 'its name or names, or `{name, pattern, min, max}`' },
  'trace-span-count': {
    does: 'The trace has so many spans that match.',
    value: '`{pattern, min, max}`',
    notIgnored: true,
  },
  'trace-span-duration': {
    does: 'The spans that match took at most so long.',
    value: '`{pattern, max, percentile}`',
    notIgnored: true,
  },
  'trace-error-spans': {
    does: 'The trace has at most so many spans with errors.',
    value: 'a number, or `{max_count, max_percentage}`',
    notIgnored: true,
  },
  'trajectory:tool-used': { does: 'The agent used the tool on its way.', value: 'name or names' },
  'trajectory:tool-args-match': { does: 'The agent called the tool with these arguments.', value: '`{name, args}`' },
  'trajectory:tool-sequence': { does: 'The agent used the tools in this order.', value: 'a list of names' },
  'trajectory:step-count': { does: 'The agent took so many steps.', value: '`{min, max}`' },
  'trajectory:goal-success': { does: 'A model says that the agent reached the goal.', value: 'the goal' },
  guardrails: { does: "The provider's own guardrails raised no flag." },
  'llm-rubric': {
    does: 'A judge model finds that the output does what the rubric asks.',
    value: 'the rubric, in plain words',
    threshold: 'none; with one, the score must reach it too',
  },
  'g-eval': {
    does: 'A judge model scores the output by the criteria, reasoning step by step.',
    value: 'a criterion, or a list of which the mean counts',
    threshold: '0.7',
  },
  factuality: {
    does: 'A judge model finds no contradiction between output and facts.',
    value: 'the facts',
    notIgnored: true,
  },
  'model-graded-factuality': { does: 'The old name of `factuality`.', value: 'the facts', notIgnored: true },
  'model-graded-closedqa': {
    does: 'A judge model answers whether the output meets the criterion.',
    value: 'the criterion',
    notIgnored: true,
  },
  'answer-relevance': {
    does: 'The output answers the question: questions that a model makes up for it are close to the real one.',
    threshold: '0.5',
  },
  'context-faithfulness': {
    does: 'Every claim of the output is backed by the context.',
    value: CONTEXT,
    threshold: '0.5',
  },
  'context-recall': {
    does: 'The context holds what the right answer needs.',
    value: 'the right answer',
    threshold: '0.5',
  },
  'context-relevance': { does: 'The context is about the question.', value: CONTEXT, threshold: '0.5' },
  'conversation-relevance': { does: 'Every turn of the conversation answers to the ones before it.' },
  similar: {
    does: 'The output means about the same, by the cosine of embeddings.',
    value: REFERENCE,
    threshold: '0.75',
  },
  'similar:cosine': { does: 'The same as `similar`.', value: REFERENCE, threshold: '0.75' },
  'similar:dot': { does: 'As `similar`, by the dot product.', value: REFERENCE, threshold: '0.75' },
  'similar:euclidean': {
    does: 'As `similar`, by distance: at most the threshold.',
    value: REFERENCE,
    threshold: '0.75',
  },
  classifier: { does: 'A classification model gives the output this class.', value: 'the class', threshold: '1' },
  moderation: { does: 'A moderation model raises no flag.', value: 'nothing, or the categories to look at' },
  'agent-rubric': {
    does: 'A judge that may use tools finds that the output does what the rubric asks.',
    value: 'the rubric',
  },
  'search-rubric': {
    does: 'A judge that may search the web finds that the output does what the rubric asks.',
    value: 'the rubric',
  },
  pi: {
    does: 'A scoring service rates the output by the question.',
    value: 'the question',
    threshold: '0.5',
    notIgnored: true,
  },
  'select-best': {
    does: 'A judge model takes this output for the best of all outputs to the case.',
    value: 'the criterion',
  },
  'max-score': {
    does: 'No other output to the case has a higher score in the other assertions.',
    value: '`{method, weights, threshold}`',
  },
  human: { does: "A rating by a person, given in promptfoo's own viewer." },
  'assert-set': {
    does: 'A group of assertions that counts as one; all must pass, or their weighted mean must reach the threshold.',
    threshold: 'none',
  },
}
