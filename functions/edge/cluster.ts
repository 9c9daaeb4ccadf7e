import * as z from 'zod'
import { createEksToken } from '../../lib/adapters/aws/eks/eks-token.ts'
import { parameterStoreSource } from '../../lib/adapters/aws/secret/parameter-store.ts'
import { createSecrets } from '../../lib/adapters/aws/secret/secrets.ts'
import { secretsManagerSource } from '../../lib/adapters/aws/secret/secrets-manager.ts'
import type { KubeConnection } from '../../lib/adapters/kube/connection.ts'
import { createKubeCluster } from '../../lib/adapters/kube/kube-cluster.ts'
import { kubeConfigConnection } from '../../lib/adapters/kube/kube-config.ts'
import { urlConnection } from '../../lib/adapters/kube/url-connection.ts'
import { MillraceError } from '../../lib/core/error.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import { awsClient } from './aws-client.ts'
import type { Composed } from './compose.ts'
import { optional, required } from './environment.ts'

/** Where an EKS cluster is, as its parameter in SSM says; `ca` is base64 of PEM, as EKS gives it. */
const Place = z.object({ endpoint: z.url(), ca: z.string().optional() })
type Place = z.infer<typeof Place>

type Deps = Pick<Composed, 'clock' | 'credentials' | 'signal'>

const openSecrets = ({ clock, signal }: Deps) =>
  createSecrets({
    clock,
    secretsManager: secretsManagerSource({
      client: async () => new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(awsClient),
      signal,
    }),
    parameterStore: parameterStoreSource({
      client: async () => new (await import('@aws-sdk/client-ssm')).SSMClient(awsClient),
      signal,
    }),
  })

const placeIn = async (parameter: string, deps: Deps): Promise<Place> => {
  const text = await openSecrets(deps).secret(`ssm:${parameter}`)
  try {
    return Place.parse(JSON.parse(text))
  } catch (cause) {
    throw new MillraceError('Invalid', `parameter ${parameter} does not say where the cluster is`, { cause })
  }
}

/** The role of the function is who it is in the cluster: an access entry gives it its group. */
const eksConnection = ({ endpoint, ca }: Place, { credentials, clock }: Deps): KubeConnection =>
  urlConnection({
    url: endpoint,
    ca: ca && Buffer.from(ca, 'base64').toString('utf8'),
    token: createEksToken({
      cluster: required('MILLRACE_CLUSTER_NAME'),
      region: required('AWS_REGION'),
      credentials,
      clock,
    }),
  })

const connect = async (deps: Deps): Promise<KubeConnection> => {
  const kubeconfig = optional('MILLRACE_KUBECONFIG_SECRET')
  if (kubeconfig) return kubeConfigConnection({ text: await openSecrets(deps).secret(kubeconfig) })
  const parameter = optional('MILLRACE_CLUSTER_PARAMETER')
  if (parameter) return eksConnection(await placeIn(parameter, deps), deps)
  return eksConnection({ endpoint: required('MILLRACE_CLUSTER_ENDPOINT'), ca: optional('MILLRACE_CLUSTER_CA') }, deps)
}

/** The cluster that the environment names: one of EKS, or any other by a kubeconfig that is kept as a secret. */
export const openCluster = async (deps: Deps): Promise<Cluster> => createKubeCluster(await connect(deps))
