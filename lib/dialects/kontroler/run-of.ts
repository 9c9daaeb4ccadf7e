import type { Dialect } from '../dialect.ts'
import { runMetadata } from '../run-metadata.ts'
import { writeYaml } from '../yaml/write.ts'
import { isSecret } from './link.ts'
import { apiVersion, Dag } from './schema.ts'

/** A DagRun. Unknown parameters, and what a DagRun does not have, are left to the check of it. */
export const runOf: Dialect['runOf'] = (definition, { params, workspaces, ...own }) => {
  const dag = Dag.safeParse(definition.value)
  const { metadata } = definition.value as { metadata: { name: string } }
  const secrets = new Set((dag.data?.spec.parameters ?? []).filter(isSecret).map((parameter) => parameter.name))
  const parameters = Object.entries(params).map(([key, value]) =>
    secrets.has(key) ? { name: key, fromSecret: value } : { name: key, value },
  )
  return writeYaml({
    apiVersion,
    kind: 'DagRun',
    metadata: runMetadata(metadata.name, own),
    spec: {
      dagName: metadata.name,
      ...(parameters.length > 0 && { parameters }),
      ...(workspaces && { workspaces: [...workspaces] }),
    },
  })
}
