import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const textOf = (file: string): string => readFileSync(new URL(`../../../infra/${file}`, import.meta.url), 'utf8')
const page = textOf('README.md')

interface Item {
  item: string
  count: number
  perMillion: number
  dollars: number
}

const numberIn = (text: string): number => Number(text.replaceAll(/[,*]/g, ''))

const rows = page
  .split('\n')
  .filter((line) => /\d \|$|\*\* \|$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

const items: Item[] = rows
  .filter(([, , count]) => count !== '')
  .map(([, item = '', count = '', price = '', dollars = '']) => ({
    item,
    count: numberIn(count),
    perMillion: numberIn(price),
    dollars: numberIn(dollars),
  }))

const total = (name: string): number => numberIn(rows.find(([, item]) => item === `**${name}**`)?.[4] ?? '')

const counted = (name: string): number => items.find(({ item }) => item.startsWith(name))?.count ?? 0
const costs = ({ count, perMillion }: Item): number => (count * perMillion) / 1_000_000
const sum = (some: readonly Item[]): number => some.reduce((all, item) => all + costs(item), 0)

const hours = 730
const occurrences = (file: string, what: RegExp): number => textOf(file).match(what)?.length ?? 0

describe('the idle month of infra/README.md', () => {
  it('multiplies each item right', () => {
    expect(items).toHaveLength(6)
    expect(items.map(({ item, dollars }) => [item, dollars])).toEqual(
      items.map((item) => [item.item, Number(costs(item).toFixed(2))]),
    )
  })

  it('adds up, and stays within what may be spent on nothing', () => {
    const others = items.filter(({ item }) => item !== 'alarms')
    expect([total('all'), total('all, without alarms')]).toEqual(
      [sum(items), sum(others)].map((one) => Number(one.toFixed(2))),
    )
    expect(total('all')).toBeLessThanOrEqual(3.5)
    expect(total('all, without alarms')).toBeLessThanOrEqual(2)
  })

  it('counts the alarms that there are', () => {
    expect(counted('alarms')).toBe(occurrences('alarms.yml', /Type: AWS::CloudWatch::Alarm/g))
  })

  it('counts the polls of every queue that is bounded, and the ticks', () => {
    const mappings = occurrences('functions.yml', /^ {4}- sqs:/gm)
    expect(occurrences('functions.yml', /^ +maximumConcurrency:/gm)).toBe(mappings)
    expect(counted('polls')).toBe((mappings * 5 * hours * 3_600) / 20)
    expect(occurrences('functions.yml', /schedule: rate\(1 minute\)/g)).toBe(1)
    expect(counted('`tick`: invocations')).toBe(hours * 60)
  })
})
