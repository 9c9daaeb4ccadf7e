import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { S3Client } from '@aws-sdk/client-s3'
import { expect, it, onTestFinished } from 'vitest'
import { createS3Objects } from '../../../../../lib/adapters/aws/s3/s3-objects.ts'

/** Keeps one object, however large. */
const oneObjectServer = async (): Promise<string> => {
  let kept = Buffer.of()
  const answer = async (request: IncomingMessage): Promise<Buffer> => {
    if (request.method !== 'PUT') return kept
    kept = await buffer(request)
    return Buffer.of()
  }
  const server = createServer((request, response) => {
    void answer(request).then((body) => response.end(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('a body of 64 MiB is put in S3 and read from it whole', { timeout: 60_000 }, async () => {
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    endpoint: await oneObjectServer(),
    forcePathStyle: true,
  })
  onTestFinished(() => client.destroy())
  const objects = createS3Objects({ client, bucket: 'logs' })
  const body = new Uint8Array(randomBytes(64 * 1024 * 1024))
  await objects.put('large', body)
  const read = await objects.get('large')
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  expect(read?.length).toBe(body.length)
  expect(hash(read!)).toBe(hash(body))
})
