import { describe, expect, it } from 'vitest'
import { inlineLimit, parseCollectorMessage, parseVerdict } from '../../../lib/pods/collector-message.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

describe('what the collector says', () => {
  it('is a result per line, and an end', () => {
    const text = `a ${encoded('é\n')}\nempty \n__proto__ ${encoded('x')}\n.`
    expect(parseCollectorMessage(text)).toEqual({ results: { a: 'é\n', empty: '' }, whole: true })
  })

  it('is not whole without its end', () => {
    expect(parseCollectorMessage(`a ${encoded('x')}\nb ${encoded('y').slice(0, 2)}`).whole).toBe(false)
    expect(parseCollectorMessage(`a ${encoded('x')}\n`).whole).toBe(false)
  })

  it('names the step that has failed', () => {
    const failed = { step: 'step-a', exitCode: 3, timedOut: false }
    expect(parseCollectorMessage(`!failed step-a 3 \na ${encoded('x')}\n.`)).toEqual({
      failed,
      results: { a: 'x' },
      whole: true,
    })
    expect(parseVerdict('!failed step-a 1 timeout\n')).toEqual({ step: 'step-a', exitCode: 1, timedOut: true })
    expect(parseVerdict('my own last words')).toBeUndefined()
    expect(parseVerdict(undefined)).toBeUndefined()
  })

  it('names what it cannot tell', () => {
    expect(parseCollectorMessage('!large big 5120 6839 4096\n.').large).toEqual({
      name: 'big',
      size: 5120,
      total: 6839,
      limit: 4096,
    })
    expect(parseCollectorMessage('!unreadable a /tekton/results/a -rw-------\n.').unreadable).toEqual({
      name: 'a',
      path: '/tekton/results/a',
      mode: '-rw-------',
    })
  })
})

describe('the inline limit', () => {
  it.each([
    [1, 4096],
    [3, 4096],
    [4, 3072],
    [13, 945],
  ])('with %i containers is %i bytes', (containers, limit) => {
    expect(inlineLimit(containers)).toBe(limit)
  })
})
