import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../lib/core/message.ts'
import { parsePodName, podName } from '../../../lib/pods/name.ts'

const runId = '0190f3a2-77aa-8123-9abc-00000000002a' as RunId
const nameOf = (taskName: string, task = 35, attempt = 36) => podName({ runId, task, taskName, attempt })

describe('podName', () => {
  it.each([
    ['compile', 'compile'],
    ['Build & Test', 'build-test'],
    ['-x-', 'x'],
    ['Übergröße', 'ubergro-e'],
    ['', 'task'],
    ['日本', 'task'],
    ['a-task-with-a-very-long-name-indeed', 'a-task-with-a-very-long-name'],
    ['a-task-with-a-very-long-nam-indeed', 'a-task-with-a-very-long-nam'],
  ])('starts with what people know of "%s"', (taskName, slug) => {
    expect(nameOf(taskName)).toBe(`${slug}-01i3pq4ttag4hplf000000001a-z-10`)
  })
})

describe('parsePodName', () => {
  const tail = '01i3pq4ttag4hplf000000001a-z-10'

  it('reads what identifies', () => {
    expect(parsePodName(`x-${tail}`)).toEqual({ runId, task: 35, attempt: 36 })
  })

  it.each([
    ['some other pod', 'web-7d4b9c-x2x'],
    ['no slug', tail],
    ['a leading zero', 'x-01i3pq4ttag4hplf000000001a-0z-10'],
    ['more than 128 bits', 'x-81i3pq4ttag4hplf000000001a-z-10'],
    ['no UUID', 'x-01i3pq4ttag4hhlf000000001a-z-10'],
    ['a number beyond the safe ones', `x-01i3pq4ttag4hplf000000001a-zzzzzzzzzzz-0`],
    ['a name over 63 characters', `${'x'.repeat(32)}-${tail}`],
    ['capitals', `X-${tail}`],
  ])('refuses %s', (_title, name) => {
    expect(parsePodName(name)).toBeUndefined()
  })
})
