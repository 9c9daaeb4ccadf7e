import { createCommit } from '../lib/app/commit.ts'
import { createResolve } from '../lib/app/resolve.ts'
import { openCluster } from './edge/cluster.ts'
import { compose } from './edge/compose.ts'
import { openDefinitions } from './edge/definitions.ts'
import { openObjects } from './edge/objects.ts'
import { queueHandler } from './edge/queue-handler.ts'
import { runSettings } from './edge/run-settings.ts'

const base = compose('resolve')
const deps = {
  ...base,
  cluster: await openCluster(base),
  definitions: openDefinitions(base),
  objects: openObjects(base),
  settings: runSettings(),
}

export const handler = queueHandler(deps, 'submit', createResolve({ ...deps, commit: createCommit(deps) }))
