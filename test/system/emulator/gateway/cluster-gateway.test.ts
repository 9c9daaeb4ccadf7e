import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEksToken } from '../../../../lib/adapters/aws/eks/eks-token.ts'
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts'
import { instantKubelet } from '../../../../lib/local/cluster/instant-kubelet.ts'
import { startToys } from '../../lambda/toy-world.ts'
import { readBody } from '../loopback-server.ts'
import { credentialsOf, type RoleCredentials } from '../stand-in/identities.ts'

/** Lists pods as the event's namespace says, with a token of its own. */
const lister = `
  import { request } from 'node:https'
  import { createEksToken } from '../../../lib/adapters/aws/eks/eks-token.ts'
  import { systemClock } from '../../../lib/adapters/system/system-clock.ts'
  const env = process.env
  const credentials = async () => ({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  })
  const token = createEksToken({ cluster: env.MILLRACE_CLUSTER_NAME, region: env.AWS_REGION, credentials, clock: systemClock })
  export const handler = async ({ namespace }) => {
    const options = { ca: Buffer.from(env.MILLRACE_CLUSTER_CA, 'base64'), headers: { authorization: 'Bearer ' + await token() } }
    const url = env.MILLRACE_CLUSTER_ENDPOINT + '/api/v1/namespaces/' + namespace + '/pods'
    return new Promise((resolve, reject) => {
      request(url, options, (answer) => {
        answer.setEncoding('utf8').toArray().then((parts) => resolve(JSON.parse(parts.join(''))), reject)
      }).on('error', reject).end()
    })
  }`

const rbac = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: lister, namespace: default}
rules:
  - {apiGroups: [''], resources: [pods], verbs: [create, list, watch]}
  - {apiGroups: [''], resources: [pods/log], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: lister, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: lister}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'millrace:lister'}
`

const variables = { MILLRACE_CLUSTER_NAME: 'toys', MILLRACE_CLUSTER_ENDPOINT: '', MILLRACE_CLUSTER_CA: '' }
const roleArn = 'arn:aws:iam::000000000000:role/toy-lister-role'
const session = 'millrace-test-lister'

let world: Awaited<ReturnType<typeof startToys>>
beforeAll(async () => {
  world = await startToys(
    {
      lister: {
        code: lister,
        properties: { Timeout: 10, Environment: { Variables: variables } },
        queue: { VisibilityTimeout: 30 },
      },
    },
    {
      kubelet: () => instantKubelet(),
      rbac: [rbac],
      more: {
        Entry: {
          Type: 'AWS::EKS::AccessEntry',
          Properties: {
            ClusterName: 'toys',
            PrincipalArn: { 'Fn::GetAtt': ['listerRole', 'Arn'] },
            KubernetesGroups: ['millrace:lister'],
          },
        },
      },
    },
  )
})
afterAll(() => world?.stop())
beforeEach(() => world.gateway!.reset())

const token = (more: Partial<RoleCredentials> = {}, cluster = 'toys', at = systemClock.now()) => {
  const known = { ...credentialsOf(roleArn, session), sessionToken: 'any', ...more }
  const credentials = () => Promise.resolve(known)
  return createEksToken({ cluster, region: 'us-east-1', credentials, clock: { ...systemClock, now: () => at } })()
}

const ask = (
  path: string,
  bearer: string,
  { method = 'GET', body }: { method?: string; body?: object } = {},
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
    const url = new URL(path, world.gateway!.url)
    const sent = request(url, { method, headers, ca: world.cluster!.ca }, resolve)
    sent.once('error', reject)
    sent.end(body && JSON.stringify(body))
  })
const answerTo = async (...asked: Parameters<typeof ask>) => {
  const answer = await ask(...asked)
  return { status: answer.statusCode, body: JSON.parse((await readBody(answer)).toString()) as Record<string, unknown> }
}

const pods = '/api/v1/namespaces/default/pods'
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox', command: ['true'] }] },
})

describe('the cluster gateway', () => {
  it('knows a function by the token that it makes of its own credentials', async () => {
    const outcome = await world.functions['lister']!.invoke({ namespace: 'default' })
    expect(outcome).toMatchObject({ kind: 'answered' })
    expect(outcome.kind === 'answered' && JSON.parse(outcome.payload)).toMatchObject({ kind: 'PodList', items: [] })
    expect(world.gateway!.requests).toMatchObject([
      { function: 'lister', verb: 'list', group: '', resource: 'pods', namespace: 'default', status: 200 },
    ])
  })

  it.each<[string, () => Promise<string>]>([
    ['no token', () => Promise.resolve('')],
    ['the embedded cluster’s own token', () => Promise.resolve(world.cluster!.direct.token)],
    ['a token without a URL', () => Promise.resolve(`k8s-aws-v1.${Buffer.from('nothing').toString('base64url')}`)],
    [
      'a URL of another host',
      () =>
        Promise.resolve(
          `k8s-aws-v1.${Buffer.from('https://sts.example.com/?Action=GetCallerIdentity').toString('base64url')}`,
        ),
    ],
    ['a token for another cluster', () => token({}, 'others')],
    ['a token signed with another secret', () => token({ secretAccessKey: 'wrong' })],
    ['a key that nobody has', () => token({ accessKeyId: 'ASIA0000000000000000' })],
    ['a token made 16 minutes ago', () => token({}, 'toys', systemClock.now() - 16 * 60_000)],
  ])('refuses %s as the API server does', async (_, make) => {
    expect(await answerTo(pods, await make())).toEqual({
      status: 401,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      },
    })
    expect(world.gateway!.requests).toMatchObject([{ function: 'unknown', status: 401 }])
  })

  it('takes a token for 15 minutes, longer than its own expiry', async () => {
    expect((await answerTo(pods, await token({}, 'toys', systemClock.now() - 14 * 60_000))).status).toBe(200)
  })

  it('refuses what the roles of the function’s groups do not allow, in the API server’s words', async () => {
    const bearer = await token()
    const { status, body } = await answerTo(`${pods}/one`, bearer, { method: 'DELETE' })
    expect(status).toBe(403)
    expect(body).toMatchObject({
      kind: 'Status',
      reason: 'Forbidden',
      message: `pods "one" is forbidden: User "arn:aws:sts::000000000000:assumed-role/toy-lister-role/${session}" cannot delete resource "pods" in API group "" in the namespace "default"`,
      details: { name: 'one', kind: 'pods' },
    })
    expect((await answerTo('/api/v1/pods', bearer)).status).toBe(403)
    expect((await answerTo('/api/v1/namespaces/other/pods', bearer)).status).toBe(403)
    expect((await answerTo('/version', bearer)).status).toBe(200)
  })

  it('passes a watch on as it comes', async () => {
    const bearer = await token()
    const stream = await ask(`${pods}?watch=1`, bearer)
    const frames: string[] = []
    stream
      .setEncoding('utf8')
      .on('data', (text: string) => frames.push(...text.split('\n').filter((line) => line !== '')))
    const created = await answerTo(pods, bearer, { method: 'POST', body: pod('watched') })
    expect(created.status).toBe(201)
    await expect.poll(() => frames.map((frame) => (JSON.parse(frame) as { type: string }).type)).toContain('ADDED')
    expect(stream.complete).toBe(false)
    stream.destroy()
    expect(world.gateway!.requests.map(({ verb, status }) => [verb, status])).toEqual([
      ['watch', 200],
      ['create', 201],
    ])
  })

  it('can only be reached by who trusts its authority', async () => {
    const failure = new Promise<string | undefined>((resolve) => {
      const sent = request(world.gateway!.url, () => resolve(undefined))
      sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)).end()
    })
    expect(await failure).toMatch(/CERT|VERIFY/)
  })
})
