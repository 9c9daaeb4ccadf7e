import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, textOf } from './source-files.ts'

const sources = ['lib', 'functions', 'bench'].flatMap((room) => filesIn(room, '.ts'))
const all = [...sources, ...filesIn('test', '.ts'), ...filesIn('bin', '.mjs'), ...filesIn('docs', '.md'), 'README.md']

describe('files', () => {
  it('of the program have at most 300 lines', () => {
    const lines = sources.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    expect(lines.filter((one) => one.lines > 300)).toEqual([])
  })

  it('are named after what they hold, in kebab-case', () => {
    const isVague = (file: string) =>
      /^(utils?|helpers?|types?|manager|service|common|misc|index)\./.test(basename(file))
    expect(sources.filter(isVague)).toEqual([])
    expect(sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file)))).toEqual([])
  })

  it('speak of Millrace alone: no paths of somebody’s machine, no places of work', () => {
    const foreign = [
      /\/(work\/(main|shared)|home\/\w+\/|Users\/\w+\/)/,
      /\bissue #?\d/i,
      /\bregistry\.(npmjs|yarnpkg)\b/,
      /\bartifactory\b/i,
    ]
    const found = all
      .filter((file) => file !== 'test/house/files.test.ts')
      .flatMap((file) => foreign.filter((word) => word.test(textOf(file))).map((word) => `${file}: ${word.source}`))
    expect(found).toEqual([])
  })

  it('leave nothing half done', () => {
    const unfinished = /\b(TODO|FIXME|XXX)\b|not implemented/
    expect(all.filter((file) => !file.startsWith('test/house/') && unfinished.test(textOf(file)))).toEqual([])
  })
})
