import { describe, expect, it } from 'vitest'
import { filesIn, textOf } from './source-files.ts'

/** The rules of the protocol by name. */
const rules = [
  'one-run-per-key',
  'may-create',
  'pod-name',
  'horizon',
  'create-errors',
  'absorb',
  'disruption',
  'node-loss',
  'deadlines',
  'cancel',
  'watch',
  'no-idle-compute',
  'check',
  'notify',
  'bounds',
  'readiness',
  'window',
  'failure-policy',
  'retry',
  'release',
  'close',
  'skip',
  'guard',
  'finally',
  'fan-out',
  'join',
  'result',
  'substitution',
]

/** A file of rules that is known to its tests by another name. */
const testedAs: Record<string, string> = { deadline: 'deadlines', 'run-result': 'result' }

const nameOf = (file: string): string => file.replace(/^.*\//, '').replace(/(\.test)?\.ts$/, '')
const tested = filesIn('test/unit/rule', '.test.ts').map(nameOf)

describe('rules', () => {
  it('have one test file each, of the rule’s name', () => {
    expect(tested.toSorted()).toEqual(rules.toSorted())
  })

  it('are listed, each once, in docs/architecture.md', () => {
    const listed = [...textOf('docs/architecture.md').matchAll(/^\| \*\*([a-z-]+)\*\* \|/gm)].map(
      ([, rule = '']) => rule,
    )
    expect(listed.toSorted()).toEqual(rules.toSorted())
  })

  it('of the engine live in files that have a test of their name', () => {
    const files = filesIn('lib/core/rule', '.ts').map(nameOf)
    expect(files.map((file) => testedAs[file] ?? file).filter((rule) => !tested.includes(rule))).toEqual([])
  })
})
