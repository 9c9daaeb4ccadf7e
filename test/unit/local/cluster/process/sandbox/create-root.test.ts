import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createRoot, type Root } from '../../../../../../lib/local/cluster/process/sandbox/create-root.ts'

describe('the root of a container', () => {
  const base = mkdtempSync(join(tmpdir(), 'millrace-root-'))
  afterAll(() => rmSync(base, { recursive: true }))
  // Stands for a system folder such as /etc.
  const system = join(base, 'system')
  mkdirSync(join(system, 'deep', 'er'), { recursive: true })
  writeFileSync(join(system, 'deep', 'file'), 'x')
  symlinkSync('deep', join(system, 'link'))
  const volume = join(base, 'volume')
  mkdirSync(volume)
  writeFileSync(join(base, 'single'), '')

  let count = 0
  let folder = ''
  let root: Root
  beforeEach(() => {
    folder = join(base, `root-${count++}`)
    root = createRoot(folder, { folders: [system], links: [{ path: '/alias', to: system }] })
  })
  const targets = () => root.mounts().map(({ target }) => target)

  it('has the system folders read-only', () => {
    expect(root.mounts()).toEqual([{ source: system, target: system, readOnly: true, system: true }])
  })

  it('gets a mount point for whatever is mounted: a folder, or a file', () => {
    root.mount(volume, '/some/where', false)
    root.mount(join(base, 'single'), '/some/file', true)
    expect(lstatSync(join(folder, 'some/where')).isDirectory()).toBe(true)
    expect(lstatSync(join(folder, 'some/file')).isFile()).toBe(true)
    expect(targets()).toEqual(expect.arrayContaining(['/some/where', '/some/file']))
  })

  it('mounts on what a system folder has, and leaves it whole', () => {
    root.mount(volume, join(system, 'deep'), false)
    expect(targets()).toEqual([system, join(system, 'deep')])
  })

  it('opens up a system folder, and no more than that, for what it lacks', () => {
    root.mount(volume, join(system, 'deep', 'new', 'place'), false)
    expect(targets().sort()).toEqual(
      [join(system, 'deep', 'er'), join(system, 'deep', 'file'), join(system, 'deep', 'new', 'place')].sort(),
    )
    expect(readlinkSync(join(folder, system, 'link'))).toBe('deep')
    expect(existsSync(join(system, 'deep', 'new'))).toBe(false)
  })

  it('keeps what is mounted already when it opens up a folder', () => {
    root.mount(volume, join(system, 'deep'), false)
    root.mount(volume, join(system, 'new'), false)
    expect(root.mounts().find(({ target }) => target === join(system, 'deep'))?.source).toBe(volume)
  })

  it('follows links as the container sees them', () => {
    root.mount(volume, '/alias/link/new', false)
    expect(targets()).toContain(join(system, 'deep', 'new'))
    root.mount(volume, '/var/run/here', false)
    expect(targets()).toContain('/run/here')
  })

  it.each([
    ['/', 'a volume cannot be mounted at /'],
    ['/file/below', '/file/below: /file is not a folder'],
    ['/loop/x', '/loop/x: too many levels of symbolic links'],
  ])('refuses %s', (path, message) => {
    writeFileSync(join(folder, 'file'), '')
    symlinkSync('loop', join(folder, 'loop'))
    expect(() => root.mount(volume, path, false)).toThrow(message)
  })

  it('refuses a file in the place of a folder', () => {
    expect(() => root.mount(join(base, 'single'), '/tmp', false)).toThrow('/tmp: /tmp is a folder')
  })
})
