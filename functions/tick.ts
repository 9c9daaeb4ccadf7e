import middy from '@middy/core'
import { createTick } from '../lib/app/tick.ts'
import { compose } from './edge/compose.ts'
import { currentInvocation, untilTheEnd } from './edge/invocation.ts'

/** Milliseconds between two ticks, as the schedule has it. */
const period = 60_000

const deps = compose('tick')
const tick = createTick({ ...deps, period })

export const handler = middy(untilTheEnd).use(currentInvocation(deps.invocation)).handler(tick)
