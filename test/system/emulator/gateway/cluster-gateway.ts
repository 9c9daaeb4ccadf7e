import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts'
import type { Certificate } from './certificate.ts'
import type { Identified } from './eks-token.ts'
import { type KubeRequest, readKubeRequest } from './kube-request.ts'
import { type Grant, grants, refusalOf } from './rbac.ts'

/** A request that came to the cluster. */
export interface GatewayRequest extends KubeRequest {
  /** Whose it was; `unknown` when it was refused for its token. */
  function: string
  at: number
  /** The answer's status; 0 while there is none. */
  status: number
}

export interface GatewayOptions {
  /** The embedded cluster. */
  cluster: { url: string; token: string }
  identify: (token: string) => Identified
  /** The function that runs as an assumed role, and the Kubernetes groups of that role. */
  userOf: (assumedRoleArn: string) => { function: string; groups: readonly string[] } | undefined
  /** What groups may do. Absent: everybody may do everything. */
  rbac?: readonly Grant[]
  certificate?: Certificate
}

export interface ClusterGateway extends LoopbackServer {
  requests: readonly GatewayRequest[]
  reset: () => void
}

/** Stands before the embedded cluster as EKS does: tells who asks by his token, and decides by RBAC what he may. */
export const startClusterGateway = async (options: GatewayOptions): Promise<ClusterGateway> => {
  const requests: GatewayRequest[] = []
  const agent = new Agent({ keepAlive: true })
  const server = await startLoopbackServer(async (request, response) => {
    const asked = readKubeRequest(request.method ?? 'GET', new URL(request.url ?? '/', 'http://localhost'))
    const entry: GatewayRequest = { ...asked, function: 'unknown', at: Date.now(), status: 0 }
    requests.push(entry)
    const identified = options.identify((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    const user = 'arn' in identified ? options.userOf(identified.arn) : undefined
    if (!('arn' in identified) || !user) return refuse(response, entry, { code: 401, reason: 'Unauthorized' })
    entry.function = user.function
    if (!isAllowed(options.rbac, user.groups, asked))
      return refuse(response, entry, { code: 403, reason: 'Forbidden', message: refusalOf(identified.arn, asked) })
    await pass(request, response, { entry, agent, cluster: options.cluster })
  }, options.certificate)
  return {
    ...server,
    requests,
    reset: () => void requests.splice(0),
    close: async () => {
      await server.close()
      agent.destroy()
    },
  }
}

const isAllowed = (rbac: readonly Grant[] | undefined, groups: readonly string[], request: KubeRequest): boolean =>
  rbac === undefined ||
  request.resource === '' ||
  rbac.some((grant) => groups.includes(grant.group) && grants(grant, request))

const refuse = (
  response: ServerResponse,
  entry: GatewayRequest,
  { code, reason, message = reason }: { code: number; reason: string; message?: string },
): void => {
  entry.status = code
  const details = code === 403 ? { details: { name: entry.name, kind: entry.resource.split('/')[0] } } : {}
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...details,
    code,
  }
  const text = JSON.stringify(status)
  response.writeHead(code, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text)
}

/** Streams both ways as the bytes come: a watch must not wait for a buffer to fill. */
const pass = (
  request: IncomingMessage,
  response: ServerResponse,
  { entry, agent, cluster }: { entry: GatewayRequest; agent: Agent; cluster: GatewayOptions['cluster'] },
): Promise<void> =>
  new Promise((resolve, reject) => {
    const { connection: _, 'transfer-encoding': __, ...headers } = request.headers
    const authorization = `Bearer ${cluster.token}`
    const options = { method: request.method, agent, headers: { ...headers, authorization } }
    const sent = send(new URL(request.url ?? '/', cluster.url), options, (answer) => {
      const { connection: ___, 'transfer-encoding': ____, 'keep-alive': _____, ...kept } = answer.headers
      entry.status = answer.statusCode ?? 0
      response.writeHead(entry.status, kept)
      response.flushHeaders()
      pipeline(answer, response).then(resolve, reject)
    })
    sent.on('error', reject)
    response.once('close', () => sent.destroy())
    request.pipe(sent)
  })
