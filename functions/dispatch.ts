import { createDispatch } from '../lib/app/dispatch.ts'
import { openCluster } from './edge/cluster.ts'
import { compose } from './edge/compose.ts'
import { queueHandler } from './edge/queue-handler.ts'

const deps = compose('dispatch')
const cluster = await openCluster(deps)

export const handler = queueHandler(deps, 'dispatch', createDispatch({ ...deps, cluster }))
