import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startEmbeddedCluster } from '../../../../lib/local/cluster/embedded-cluster.ts'
import type { MakeKubelet } from '../../../../lib/local/cluster/kubelet.ts'
import type { Log } from '../../../../lib/ports/log.ts'
import type { Sts } from '../stand-in/sts.ts'
import type { ResolvedTemplate } from '../template.ts'
import { makeCertificate } from './certificate.ts'
import { type ClusterGateway, startClusterGateway } from './cluster-gateway.ts'
import { identify } from './eks-token.ts'
import { readGrants } from './rbac.ts'

export interface ClusterOptions {
  folder: string
  kubelet: (folder: string) => MakeKubelet
  clusterName: string
  template: ResolvedTemplate
  sts: { answer: Sts; url: string }
  /** The function behind the ARN of an assumed role, and its role's ARN. */
  functionOf: (assumedRoleArn: string) => { function: string; roleArn: string } | undefined
  /** Manifests with the roles and bindings of the groups. Absent: everybody may do everything. */
  rbac?: readonly string[]
  log?: Log
}

export interface Cluster {
  gateway: ClusterGateway
  /** PEM of the authority behind the gateway's certificate. */
  ca: string
  /** The embedded cluster itself, for who looks after the functions' work. */
  direct: { url: string; token: string }
  stop: () => Promise<void>
}

/** The embedded cluster behind a gateway that is to functions what EKS is. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const { folder, kubelet, clusterName, template, sts, functionOf, rbac, log } = options
  const database = new DatabaseSync(join(folder, 'cluster.db'), { timeout: 5_000 })
  const dataFolder = join(folder, 'cluster')
  const embedded = await startEmbeddedCluster({
    database,
    dataFolder,
    kubelet: kubelet(dataFolder),
    ...(log && { log }),
  })
  const certificate = makeCertificate(join(folder, 'tls'))
  const { region } = template.place
  const hosts = [new URL(sts.url).host, `sts.${region}.amazonaws.com`, 'sts.amazonaws.com']
  const groupsOf = accessEntries(template)
  const gateway = await startClusterGateway({
    cluster: embedded,
    certificate,
    identify: (token) => identify(token, { clusterName, sts: sts.answer, hosts }),
    userOf: (arn) => {
      const found = functionOf(arn)
      return found && { function: found.function, groups: groupsOf(found.roleArn) }
    },
    ...(rbac && { rbac: readGrants(rbac) }),
  })
  return {
    gateway,
    ca: certificate.ca,
    direct: { url: embedded.url, token: embedded.token },
    stop: async () => {
      await gateway.close()
      await embedded.close()
      database.close()
    },
  }
}

/** The Kubernetes groups that the template's access entries give to a role. */
const accessEntries =
  (template: ResolvedTemplate) =>
  (roleArn: string): string[] =>
    template
      .ofType('AWS::EKS::AccessEntry')
      .filter(({ properties }) => properties['PrincipalArn'] === roleArn)
      .flatMap(({ properties }) => (properties['KubernetesGroups'] ?? []) as string[])
