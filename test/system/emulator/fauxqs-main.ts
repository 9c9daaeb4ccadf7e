import { startFauxqs } from '../../support/fauxqs.ts'

// SQS and S3 in a process of its own: says its address, and serves until it is killed.
const { endpoint } = await startFauxqs()
console.log(endpoint)
