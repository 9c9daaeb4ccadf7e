import { afterAll, beforeAll } from 'vitest'
import { createS3Objects } from '../../lib/adapters/aws/s3/s3-objects.ts'
import { createBucket, type Fauxqs, startFauxqs } from '../support/fauxqs.ts'
import { objectsContract } from './objects.contract.ts'

let fauxqs: Fauxqs
let made = 0
beforeAll(async () => {
  fauxqs = await startFauxqs()
})
afterAll(() => fauxqs.close())

objectsContract('S3', async () => {
  made += 1
  return { objects: createS3Objects({ client: fauxqs.s3, bucket: await createBucket(fauxqs.s3, `contract-${made}`) }) }
})
