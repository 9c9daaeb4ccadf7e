import { createNotify } from '../lib/app/notify.ts'
import { compose } from './edge/compose.ts'
import { openEventSink } from './edge/event-sink.ts'
import { queueHandler } from './edge/queue-handler.ts'

const deps = compose('notify')

export const handler = queueHandler(deps, 'notify', createNotify({ ...deps, sink: openEventSink(deps) }))
