import { describe, expect, it } from 'vitest'
import { imageShell } from '../../../../../lib/local/cluster/process/image-shell.ts'
import { findTool } from '../../../../../lib/local/cluster/process/sandbox/find-tool.ts'

const busybox = findTool('busybox')
if (busybox === undefined) console.log('images have no shell of their own here: busybox is not installed')

const pathsOf = (...shell: Parameters<typeof imageShell>) => imageShell(...shell)?.paths

describe.skipIf(busybox === undefined)('the shell of an image', () => {
  it.each(['alpine', 'alpine:3.20', 'docker.io/library/alpine@sha256:00', 'python:3-alpine', 'busybox', 'me/bash:5'])(
    'of %s is busybox',
    (image) => {
      expect(imageShell({ image })).toEqual({ program: busybox, paths: ['/bin/sh'] })
    },
  )

  it.each([undefined, 'ubuntu', 'node:24', 'me/bashful', 'debian@sha256:a1'])('of %s is this machine’s', (image) => {
    expect(imageShell({ image })).toBeUndefined()
  })

  it('is called ash, too, where a command or a script of the pod names it', () => {
    const both = ['/bin/sh', '/bin/ash']
    expect(pathsOf({ image: 'alpine', command: ['ash', '-c', 'true'] })).toEqual(both)
    expect(pathsOf({ image: 'alpine', args: ['/bin/ash'] })).toEqual(both)
    expect(pathsOf({ image: 'alpine' }, { script: '#!/usr/bin/env ash\ntrue' })).toEqual(both)
    expect(pathsOf({ image: 'alpine' }, { script: '#!/usr/bin/env bash\necho bash.ash ash-a' })).toEqual(['/bin/sh'])
  })
})
