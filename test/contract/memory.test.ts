import { createMemoryDefinitions } from '../../lib/adapters/memory/memory-definitions.ts'
import { createMemoryLeases } from '../../lib/adapters/memory/memory-leases.ts'
import { createMemoryObjects } from '../../lib/adapters/memory/memory-objects.ts'
import { createMemoryQueues } from '../../lib/adapters/memory/memory-queues.ts'
import { createMemoryRunHeaders } from '../../lib/adapters/memory/memory-run-headers.ts'
import { createMemoryRunInventory } from '../../lib/adapters/memory/memory-run-inventory.ts'
import { createMemoryRunLog } from '../../lib/adapters/memory/memory-run-log.ts'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { createVirtualClock } from '../../lib/adapters/memory/virtual-clock.ts'
import { clockContract } from './clock.contract.ts'
import { definitionsContract } from './definitions.contract.ts'
import { leasesContract } from './leases.contract.ts'
import { objectsContract } from './objects.contract.ts'
import { queuesContract } from './queues.contract.ts'
import { randomContract } from './random.contract.ts'
import { runHeadersContract } from './run-headers.contract.ts'
import { runInventoryContract } from './run-inventory.contract.ts'
import { runLogContract } from './run-log.contract.ts'

runLogContract('memory', async () => {
  const headers = createMemoryRunHeaders()
  return { runLog: createMemoryRunLog(headers), headers }
})
runHeadersContract('memory', async () => ({ headers: createMemoryRunHeaders() }))
runInventoryContract('memory', async (pageSize) => {
  const headers = createMemoryRunHeaders()
  const runLog = createMemoryRunLog(headers)
  return { runLog, headers, inventory: createMemoryRunInventory(runLog, headers, { pageSize }) }
})
definitionsContract('memory', async () => ({ definitions: createMemoryDefinitions() }))
objectsContract('memory', async () => ({ objects: createMemoryObjects() }))
leasesContract('memory', async () => ({ leases: createMemoryLeases() }))
queuesContract('memory', async ({ maxReceives }) => {
  const clock = createVirtualClock(1_700_000_000_000)
  return { queues: createMemoryQueues({ clock, random: createSeededRandom(1), maxReceives }), advance: clock.advance }
})
clockContract('virtual', () => {
  const clock = createVirtualClock(1_700_000_000_000)
  return { clock, advance: clock.advance }
})
randomContract('seeded', () => createSeededRandom(1))
