import type { KubeConnection } from '../../adapters/kube/connection.ts'
import { CommandError } from '../command-error.ts'
import type { Context } from '../context/context.ts'
import type { Reached } from '../place/place.ts'
import type { Stage } from './stage-parameter.ts'

/** The cluster of a stage, as the person's own kubeconfig knows it. */
export interface StageCluster {
  /** Whether the context names it. */
  isKnown: boolean
  /** Undefined where the context names none: what kubectl would use may be another cluster. */
  reach(): Promise<Reached | undefined>
  /** Throws a CommandError where the context names none. */
  require(): Promise<Reached>
  close(): Promise<void>
}

export const createStageCluster = (
  { name, stage: { kubeconfig, kubeContext, parameter } }: Extract<Context, { type: 'stage' }>,
  { cluster }: Stage,
): StageCluster => {
  const isKnown = kubeconfig !== undefined || kubeContext !== undefined
  let connecting: Promise<KubeConnection> | undefined

  const reach = async (): Promise<Reached | undefined> => {
    if (!isKnown) return undefined
    const [{ kubeConfigConnection }, { createKubeCluster }, { createKubeDocuments }] = await Promise.all([
      import('../../adapters/kube/kube-config.ts'),
      import('../../adapters/kube/kube-cluster.ts'),
      import('../../adapters/kube/kube-documents.ts'),
    ])
    connecting ??= kubeConfigConnection({ file: kubeconfig, context: kubeContext })
    const connection = await connecting
    return { cluster: createKubeCluster(connection), documents: createKubeDocuments(connection) }
  }

  const none = (): CommandError => {
    const eks = cluster?.name ? ` (make one with: aws eks update-kubeconfig --name ${cluster.name})` : ''
    const help = `millrace context add ${name} --parameter ${parameter} --kube-context CONTEXT-OF-YOUR-KUBECONFIG${eks}`
    return new CommandError(`context ${name} does not say how its cluster is reached`, { help })
  }

  return {
    isKnown,
    reach,
    require: async () => {
      const reached = await reach()
      if (reached) return reached
      throw none()
    },
    close: async () => {
      const connection = await connecting?.catch(() => undefined)
      await connection?.close()
    },
  }
}
