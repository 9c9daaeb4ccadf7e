import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { environmentName } from '../../lib/core/environment-settings.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { loadSettings } from '../../lib/local/load-settings.ts'
import { textOf } from './source-files.ts'

const page = textOf('docs/settings.md')
const rows = [...page.matchAll(/^\| `(.+)` \| `(.+)` \| `(.+)` \| `(.+)` \|$/gm)].map((row) => row.slice(1))

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'))

describe('docs/settings.md', () => {
  it('lists every setting with its name in the environment, its default, and that of the embedded mode', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'millrace-settings-'))
    const defaults = RunSettings.parse({})
    const embedded = await loadSettings(empty, {})
    rmSync(empty, { recursive: true })
    const names = Object.keys(RunSettings.shape) as (keyof RunSettings)[]
    expect(rows).toEqual(names.map((name) => [name, environmentName(name), text(defaults[name]), text(embedded[name])]))
  })

  it('says of every setting what it does', () => {
    const explained = [...page.matchAll(/^- \*\*(\w+)\*\*: /gm)].map(([, name]) => name)
    expect(explained).toEqual(Object.keys(RunSettings.shape))
  })

  it('shows a file that is valid', () => {
    const file = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    expect(RunSettings.partial().safeParse(load(file)).error).toBeUndefined()
  })
})
