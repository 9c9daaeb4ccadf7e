import type { ServerResponse } from 'node:http'
import type { AwsCall } from './call/read-call.ts'
import type { Service } from './service.ts'

/** What goes wrong with a call. */
export interface Fault {
  /** The request waits for so long before it is carried out. */
  delayMs?: number
  /** It is not carried out, and refused like this. */
  refuse?: { status: number; code: string; message?: string }
  /** It is carried out, and the connection breaks before its answer. */
  dropAnswer?: boolean
}

/** Decides per call; undefined: nothing goes wrong. */
export type FaultPlan = (call: AwsCall & { function: string }) => Fault | undefined

/** Refusals as the services word them. */
export const refusals = {
  throttled: { status: 400, code: 'ThrottlingException' },
  tableThrottled: { status: 400, code: 'ProvisionedThroughputExceededException' },
  slowDown: { status: 503, code: 'SlowDown' },
  broken: { status: 500, code: 'InternalServerError' },
} as const

/** Answers an error in the language of the service: XML of S3 and STS, JSON of the others. */
export const sendRefusal = (
  response: ServerResponse,
  service: Service,
  { status, code, message = code }: NonNullable<Fault['refuse']>,
): number => {
  const isXml = service === 's3' || service === 'sts'
  const body = isXml
    ? `<Error><Code>${code}</Code><Message>${message}</Message></Error>`
    : JSON.stringify({ __type: code, message })
  const headers = { 'Content-Type': isXml ? 'application/xml' : 'application/x-amz-json-1.0' }
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
  return Buffer.byteLength(body)
}
