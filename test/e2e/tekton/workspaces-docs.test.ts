import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, textOf } from '../../house/source-files.ts'

const page = textOf('docs/tekton-workspaces.md')

const cited = [...page.matchAll(/`((?:e2e|unit)\/[^`]+)`: (.+?) \|$/gm)].map(([, file = '', title = '']) => ({
  file: `test/${file}${file.endsWith('.ts') ? '' : '.test.ts'}`,
  title,
}))

describe('docs/tekton-workspaces.md', () => {
  it('names only tests that exist', () => {
    expect(cited.length).toBeGreaterThan(40)
    const absent = cited.filter(({ file, title }) => !existsSync(join(root, file)) || !textOf(file).includes(title))
    expect(absent).toEqual([])
  })

  it('names only examples that run', () => {
    const examples = [...page.matchAll(/example `([^`]+)`/g)].map(([, example]) => example!)
    expect(examples.length).toBeGreaterThan(0)
    const outcomes = textOf('docs/compatibility.md')
    expect(examples.filter((example) => !outcomes.includes(`| \`${example}\` | ran |`))).toEqual([])
  })
})
