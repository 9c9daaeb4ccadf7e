import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { kill, lineOf, spawnLeashed } from './child-process.ts'

const binary = join(dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')), 'dynoxide')

/** DynamoDB in memory, on the loopback. Rejects when it does not come up. */
export const startDynoxide = async (): Promise<{ endpoint: string; stop: () => Promise<void> }> => {
  // It does not say which port it was given, so that it is told one that was free a moment ago.
  const port = await freePort()
  const child = spawnLeashed([binary, '--port', String(port)], process.env)
  await lineOf(child, /listening/i)
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => kill(child) }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
