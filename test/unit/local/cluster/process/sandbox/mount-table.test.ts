import { describe, expect, it } from 'vitest'
import {
  mountOf,
  mountsBelow,
  readMountTable,
} from '../../../../../../lib/local/cluster/process/sandbox/mount-table.ts'

const table = readMountTable(`22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /usr ro,nosuid,nodev - ext4 /dev/vdb rw
31 30 0:26 / /usr/local/my\\040apps rw,noexec - tmpfs tmpfs rw
32 22 0:27 / /usrlocal rw - tmpfs tmpfs rw
33 22 0:28 / /usr rw,noatime - ext4 /dev/vdc rw
`)

describe('the mount table', () => {
  it('knows the mount that a path is on: the one that covers the others', () => {
    expect(mountOf(table, '/usr/bin')).toEqual({ path: '/usr', options: ['rw', 'noatime'] })
    expect(mountOf(table, '/usrlocal')?.path).toBe('/usrlocal')
    expect(mountOf(table, '/usr/local/my apps/x')?.options).toEqual(['rw', 'noexec'])
    expect(mountOf(table, '/etc')?.path).toBe('/')
  })

  it('knows what is mounted below a folder', () => {
    expect(mountsBelow(table, '/usr').map(({ path }) => path)).toEqual(['/usr/local/my apps'])
    expect(mountsBelow(table, '/etc')).toEqual([])
  })

  it('is read from this machine', () => {
    expect(mountOf(readMountTable(), '/proc')?.path).toBe('/proc')
  })
})
