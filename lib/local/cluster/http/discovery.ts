import { allResources, type Resource } from '../api/resource.ts'
import { json, type Reply } from './exchange.ts'

const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.0+millrace',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}

const described = ({ plural, singular, namespaced, kind, verbs, shortNames, categories, subresources }: Resource) => [
  {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames === undefined ? {} : { shortNames }),
    ...(categories === undefined ? {} : { categories }),
  },
  ...Object.entries(subresources).map(([name, subresource]) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    kind: subresource.kind,
    verbs: subresource.verbs,
  })),
]

const ok: Reply = { code: 200, body: 'ok', type: 'text/plain; charset=utf-8' }

/** What the server says of itself; undefined for any other path. */
export const discover = (path: string, host: string): Reply | undefined => {
  switch (path.replace(/(?<=.)\/$/, '')) {
    case '/api':
      return json(200, {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
      })
    case '/apis':
      return json(200, { kind: 'APIGroupList', apiVersion: 'v1', groups: [] })
    case '/api/v1':
      return json(200, { kind: 'APIResourceList', groupVersion: 'v1', resources: allResources().flatMap(described) })
    case '/version':
      return json(200, version)
    case '/healthz':
    case '/livez':
    case '/readyz':
      return ok
    default:
      return undefined
  }
}
