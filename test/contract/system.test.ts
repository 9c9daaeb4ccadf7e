import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../lib/adapters/system/system-clock.ts'
import { systemRandom } from '../../lib/adapters/system/system-random.ts'
import { clockContract } from './clock.contract.ts'
import { randomContract } from './random.contract.ts'

clockContract('system', () => ({ clock: systemClock, advance: (ms) => setTimeout(ms) }))
randomContract('system', () => systemRandom)
