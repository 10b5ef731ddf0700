// POST /v1/embeddings: vectors of hashed words and runs of letters, so that texts with common words lie near each other.
// Simulated: it knows no meaning. Must read nothing but the request's own texts.

import { countTokens } from '../answer/text.ts'
import { badRequest, bodyOf, type JsonObject, json, notFound, stringOf } from '../http.ts'
import type { Route } from '../router.ts'
import { featuresOf } from '../train/features.ts'

export const EMBEDDING_MODEL = 'embedding'
const DIMENSIONS = 1024

export function embeddingRoutes(): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/embeddings',
      handle: (exchange) => {
        const body = bodyOf(exchange)
        const model = stringOf(body, 'model')
        if (model !== EMBEDDING_MODEL)
          throw notFound(`The model '${model}' does not exist or makes no embeddings.`, 'model', 'model_not_found')
        const texts = textsOf(body)
        const encode = encodingOf(body)
        const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: encode(vectorOf(text)) }))
        const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0)
        return json({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } })
      },
    },
  ]
}

/** Of unit length. */
function vectorOf(text: string): Float32Array {
  const { indices, weights } = featuresOf(text, DIMENSIONS)
  const vector = new Float32Array(DIMENSIONS)
  for (const [i, index] of indices.entries()) vector[index] = weights[i] ?? 0
  return vector
}

function textsOf({ input }: JsonObject): string[] {
  const texts = typeof input === 'string' ? [input] : input
  if (texts === undefined)
    throw badRequest("Missing required parameter: 'input'.", 'input', 'missing_required_parameter')
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === 'string' && text !== ''))
    throw badRequest(
      "Invalid 'input': expected a text or a list of texts, none of them empty.",
      'input',
      'invalid_type',
    )
  return texts
}

/** Numbers, or the bytes of little-endian floats in base64, which is what OpenAI's client asks for. */
function encodingOf({ encoding_format: format = 'float' }: JsonObject): (vector: Float32Array) => number[] | string {
  if (format === 'base64') return ({ buffer }) => Buffer.from(buffer).toString('base64')
  if (format === 'float') return (vector) => [...vector]
  throw badRequest("Invalid 'encoding_format': expected 'float' or 'base64'.", 'encoding_format', 'invalid_value')
}
