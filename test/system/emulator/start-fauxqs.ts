import { fileURLToPath } from 'node:url'
import { kill, lineOf, spawnLeashed } from './child-process.ts'

const main = fileURLToPath(new URL('fauxqs-main.ts', import.meta.url))

/** SQS and S3 in another process: queues must answer while the event loop of the test is busy. */
export const startFauxqs = async (): Promise<{ endpoint: string; stop: () => Promise<void> }> => {
  const child = spawnLeashed([process.execPath, main], process.env)
  const [endpoint] = await lineOf(child, /^http:\S+$/)
  return { endpoint, stop: () => kill(child) }
}
