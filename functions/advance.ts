import { createAdvance } from '../lib/app/advance.ts'
import { createCommit } from '../lib/app/commit.ts'
import { compose } from './edge/compose.ts'
import { queueHandler } from './edge/queue-handler.ts'

const deps = compose('advance')

export const handler = queueHandler(deps, 'work', createAdvance({ commit: createCommit(deps) }))
