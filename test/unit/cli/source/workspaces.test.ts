import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorkspaces } from '../../../../lib/cli/source/workspaces.ts'
import { testFolder } from '../command/test-cli.ts'

describe('readWorkspaces', () => {
  it('reads bindings as a PipelineRun has them', async () => {
    const given = [
      'name=data,claimName=my-claim,subPath=src/a',
      'name=scratch,emptyDir=',
      'name=fast,emptyDir=Memory',
      'config=settings,name=words',
      'name=key,secret=ssh',
    ]
    expect(await readWorkspaces(given)).toEqual([
      { name: 'data', subPath: 'src/a', persistentVolumeClaim: { claimName: 'my-claim' } },
      { name: 'scratch', emptyDir: {} },
      { name: 'fast', emptyDir: { medium: 'Memory' } },
      { name: 'words', configMap: { name: 'settings' } },
      { name: 'key', secret: { secretName: 'ssh' } },
    ])
    expect(await readWorkspaces([])).toBeUndefined()
  })

  it('takes a template of a claim from a file', async () => {
    const file = join(testFolder(), 'claim.yaml')
    writeFileSync(file, 'spec: {accessModes: [ReadWriteOnce]}\n')
    expect(await readWorkspaces([`name=data,volumeClaimTemplateFile=${file}`])).toEqual([
      { name: 'data', volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } },
    ])
    writeFileSync(file, 'accessModes: [ReadWriteOnce]\n')
    await expect(readWorkspaces([`name=data,volumeClaimTemplateFile=${file}`])).rejects.toThrow('it has no spec')
  })

  it.each([
    'data',
    'name=data',
    'claimName=c',
    'name=d,claimName=',
    'name=d,claimName=c,emptyDir=',
    'name=d,toString=x',
  ])('refuses what is no binding: %s', async (text) => {
    await expect(readWorkspaces([text])).rejects.toMatchObject({ exitCode: 2 })
  })
})
