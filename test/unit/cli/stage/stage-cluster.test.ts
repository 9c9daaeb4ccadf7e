import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StageContext } from '../../../../lib/cli/context/context.ts'
import { createStageCluster } from '../../../../lib/cli/stage/stage-cluster.ts'
import type { Stage } from '../../../../lib/cli/stage/stage-parameter.ts'
import { testFolder } from '../command/test-cli.ts'

const clusterOf = (given: Partial<StageContext>, cluster?: Stage['cluster']) =>
  createStageCluster({ type: 'stage', name: 'prod', stage: { parameter: '/p', ...given } }, { cluster } as Stage)

describe('the cluster of a stage', () => {
  it('is not guessed where the context names none: what kubectl would use may be another one', async () => {
    const cluster = clusterOf({}, { name: 'eks-1' })
    expect(cluster.isKnown).toBe(false)
    expect(await cluster.reach()).toBeUndefined()
    await expect(cluster.require()).rejects.toMatchObject({
      message: 'context prod does not say how its cluster is reached',
      help: expect.stringMatching(/context add prod --parameter \/p --kube-context .*update-kubeconfig --name eks-1/),
    })
  })

  it('is that of the kubeconfig, and nothing is asked of it before it is used', async () => {
    const kubeconfig = join(testFolder(), 'kubeconfig')
    const text = {
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
      contexts: [{ name: 'a', context: { cluster: 'c' } }],
    }
    writeFileSync(kubeconfig, JSON.stringify(text))
    const cluster = clusterOf({ kubeconfig, kubeContext: 'a' })
    expect(Object.keys(await cluster.require()).sort()).toEqual(['cluster', 'documents'])
    await cluster.close()
  })

  it('says which contexts the kubeconfig has, where it lacks the one that is named', async () => {
    const kubeconfig = join(testFolder(), 'kubeconfig')
    const contexts = [{ name: 'a', context: { cluster: 'c' } }]
    writeFileSync(kubeconfig, JSON.stringify({ clusters: [{ name: 'c', cluster: { server: 'http://x' } }], contexts }))
    const cluster = clusterOf({ kubeconfig, kubeContext: 'b' })
    await expect(cluster.reach()).rejects.toThrow('has no context "b"; it has: a.')
    await cluster.close()
  })
})
