/** What a person may ask for by kind. */
export type Kind =
  | { type: 'run' }
  /** Stored definitions; the first kind in the list that has the name is meant. */
  | { type: 'definition'; kinds: readonly string[] }
  /** Objects of the cluster, by plural resource name. */
  | { type: 'object'; resource: string }

const runs = ['run', 'runs', 'dagrun', 'dagruns', 'dr', 'pipelinerun', 'pipelineruns', 'pr']

const definitions: Readonly<Record<string, readonly string[]>> = {
  dag: ['DAG'],
  dags: ['DAG'],
  dagtask: ['DagTask'],
  dagtasks: ['DagTask'],
  dt: ['DagTask'],
  task: ['DagTask'],
  tasks: ['DagTask'],
}

const resources: Readonly<Record<string, string>> = {
  po: 'pods',
  pod: 'pods',
  cm: 'configmaps',
  configmap: 'configmaps',
  secret: 'secrets',
  pvc: 'persistentvolumeclaims',
  persistentvolumeclaim: 'persistentvolumeclaims',
  sa: 'serviceaccounts',
  serviceaccount: 'serviceaccounts',
  ns: 'namespaces',
  namespace: 'namespaces',
  no: 'nodes',
  node: 'nodes',
  ev: 'events',
  event: 'events',
}

/** Reads kubectl's ways to write a kind: singular, plural, short. Whatever is not ours is the cluster's to know. */
export const kindOf = (text: string): Kind => {
  const name = text.toLowerCase()
  if (runs.includes(name)) return { type: 'run' }
  const kinds = Object.hasOwn(definitions, name) ? definitions[name] : undefined
  if (kinds) return { type: 'definition', kinds }
  return { type: 'object', resource: (Object.hasOwn(resources, name) ? resources[name] : undefined) ?? name }
}
