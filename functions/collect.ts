import { createCollect } from '../lib/app/collect/collect.ts'
import { openCluster } from './edge/cluster.ts'
import { compose } from './edge/compose.ts'
import { openObjects } from './edge/objects.ts'
import { queueHandler } from './edge/queue-handler.ts'

const deps = compose('collect')
const cluster = await openCluster(deps)

export const handler = queueHandler(deps, 'collect', createCollect({ ...deps, cluster, objects: openObjects(deps) }))
