import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, vi } from 'vitest'
import { createSqsQueues } from '../../lib/adapters/aws/sqs/sqs-queues.ts'
import { createQueues, type Fauxqs, startFauxqs } from '../support/fauxqs.ts'
import { queuesContract } from './queues.contract.ts'

// They mostly wait.
vi.setConfig({ maxConcurrency: 40 })

let fauxqs: Fauxqs
let made = 0
beforeAll(async () => {
  fauxqs = await startFauxqs()
})
afterAll(() => fauxqs.close())

queuesContract(
  'SQS',
  async ({ maxReceives }) => {
    made += 1
    const urls = await createQueues(fauxqs.sqs, { prefix: `contract-${made}`, maxReceives })
    return {
      queues: createSqsQueues({ client: fauxqs.sqs, urls, maxReceives }),
      advance: (ms) => setTimeout(ms),
    }
  },
  { concurrent: true },
)
