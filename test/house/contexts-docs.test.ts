import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { Contexts, StageContext } from '../../lib/cli/context/context.ts'
import { textOf } from './source-files.ts'

const page = textOf('docs/contexts.md')

describe('docs/contexts.md', () => {
  it('shows a file that is valid, with every field there is', () => {
    const file = Contexts.parse(load(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''))
    expect(Object.keys(file.contexts['prod'] ?? {}).toSorted()).toEqual(Object.keys(StageContext.shape).toSorted())
  })

  it('says of every field what it is', () => {
    for (const field of Object.keys(StageContext.shape))
      expect(page).toMatch(new RegExp(`^- .*\\*\\*${field}\\*\\*`, 'm'))
  })
})
