import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { proposalReply } from '../../../src/core/optimize/contract.ts'
import { messagesWithSchema, strictSchema } from '../../../src/providers/models/schemaText.ts'

describe('strict schemas', () => {
  it("close the engine's own replies without loosening anything else", () => {
    const { schema, strict } = strictSchema(z.toJSONSchema(proposalReply))
    assert.equal(strict, true)
    const text = JSON.stringify(schema)
    assert.ok(!/"(minLength|maxLength|\$schema)":/.test(text))
    assert.ok(text.includes('"maxItems":8') && text.includes('"insert_after"'))
  })

  it('keep properties that are named like keywords', () => {
    const properties = {
      minLength: { type: 'number' },
      type: { type: 'string', maxLength: 3 },
      properties: { type: 'object' },
    }
    const { schema } = strictSchema({ type: 'object', properties, required: ['minLength', 'type', 'properties'] })
    assert.deepEqual(schema.properties, {
      minLength: { type: 'number' },
      type: { type: 'string' },
      properties: { type: 'object', additionalProperties: false },
    })
  })

  it('are not strict where an object is open or a property optional, at any depth', () => {
    const deep = (item: object) => ({
      type: 'object',
      properties: { a: { type: 'array', items: item } },
      required: ['a'],
    })
    assert.equal(strictSchema(deep({ type: 'object', properties: {} })).strict, true)
    assert.equal(strictSchema(deep({ type: 'object', additionalProperties: { type: 'string' } })).strict, false)
    assert.equal(
      strictSchema(deep({ anyOf: [{ type: 'object', properties: { b: {} } }, { type: 'null' }] })).strict,
      false,
    )
  })
})

describe('asking for a shape in words', () => {
  const user = { role: 'user', content: 'last line' } as const
  const shaped = { maxOutputTokens: 1, repeat: 0, schema: { name: 's', schema: { type: 'object' } } }

  it('leaves what the user says as it is', () => {
    const [system, last] = messagesWithSchema({ ...shaped, messages: [user] })
    assert.equal(system?.role, 'system')
    assert.ok(system?.content.endsWith('{"type":"object"}'))
    assert.deepEqual(last, user)
  })

  it('follows a system message that is there', () => {
    const messages = messagesWithSchema({ ...shaped, messages: [{ role: 'system', content: 'Route.' }, user] })
    assert.equal(messages.length, 2)
    assert.ok(messages[0]?.content.startsWith('Route.\n\n'))
  })
})
