import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { RunSubmit } from '../../lib/core/submission.ts'
import { root, textOf } from './source-files.ts'

const path = 'docs/submission.schema.json'
const { required: _, $schema, ...shape } = z.toJSONSchema(RunSubmit, { io: 'input' })

/** The form of a message, as its sender has to know it. What the schema in the code says by a function is added here. */
const schema = {
  $schema,
  title: 'Submission',
  description: 'A message on the queue submit: the request to start a run.',
  ...shape,
  oneOf: ['text', 'definition', 'object'].map((field) => ({ required: [field] })),
}

/** Laid out as the formatter does it: a list of plain values on one line. */
const text = `${JSON.stringify(schema, undefined, 2).replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_all, values: string) => `[${values.replaceAll(/\s+/g, ' ')}]`)}\n`

describe('docs/submission.schema.json', () => {
  it('is what the code reads; vitest -u writes it', async () => {
    await expect(text).toMatchFileSnapshot(join(root, path))
  })

  it('has an explanation of every field', () => {
    const { properties = {} } = schema as { properties?: Record<string, { description?: string }> }
    expect(Object.entries(properties).filter(([, { description }]) => description === undefined)).toEqual([])
  })
})

describe('docs/submit.md', () => {
  const page = textOf('docs/submit.md')

  it('lists every field', () => {
    const listed = [...page.matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name)
    expect(listed).toEqual(Object.keys(RunSubmit.shape))
  })

  it('shows messages that are read', () => {
    const messages = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json) as object)
    expect(messages.length).toBeGreaterThan(1)
    const wrong = messages.map((message) => RunSubmit.safeParse({ type: 'run.submit', ...message }).error)
    expect(wrong.filter((error) => error !== undefined)).toEqual([])
  })
})
