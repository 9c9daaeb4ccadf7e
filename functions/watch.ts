import { createWatch, watchTimes } from '../lib/app/watch/watch.ts'
import { openCluster } from './edge/cluster.ts'
import { compose } from './edge/compose.ts'
import { installation, optional } from './edge/environment.ts'
import { queueHandler } from './edge/queue-handler.ts'

const deps = compose('watch')
const cluster = await openCluster(deps)
const scope = { installation: installation(), namespace: optional('MILLRACE_WATCH_NAMESPACE') }

export const handler = queueHandler(deps, 'watch', createWatch({ ...deps, ...scope, cluster, times: watchTimes }))
