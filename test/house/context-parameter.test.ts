import { describe, expect, it } from 'vitest'
import { Stage } from '../../lib/cli/stage/stage-parameter.ts'
import { queueNames } from '../../lib/core/message.ts'
import { textOf } from './source-files.ts'

const value = /^ +(\{.*\})$/m.exec(textOf('infra/context.yml'))?.[1] ?? ''

describe('infra/context.yml', () => {
  it('writes what `millrace context add` reads, of every queue its own two', () => {
    const deployed = value.replaceAll(/\$\{(.+?)\}/g, (_, name: string) =>
      /(Queue|DeadLetters)$/.test(name) ? `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}` : `the-${name}`,
    )
    const stage = Stage.parse(JSON.parse(deployed))
    const ends = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
    const urls = queueNames.map((name) => [ends(stage.queues[name].url), ends(stage.queues[name].deadLetterUrl)])
    const titles = queueNames.map((name) => `${name[0]!.toUpperCase()}${name.slice(1)}`)
    expect(urls).toEqual(titles.map((title) => [`${title}Queue`, `${title}DeadLetters`]))
  })

  it('stays within what a parameter of Systems Manager may have, however long the names', () => {
    const longest = value.replaceAll(/\$\{(.+?)\}/g, (_, name: string) =>
      /(Queue|DeadLetters)$/.test(name)
        ? `https://sqs.ap-southeast-1.amazonaws.com/111122223333/${'x'.repeat(80)}`
        : 'x'.repeat(64),
    )
    expect(longest.length).toBeLessThan(4_096)
  })
})
