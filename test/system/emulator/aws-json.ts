import type { JsonObject } from '../../../lib/core/kubernetes.ts'
import { sendRequest } from './send-request.ts'

/** A call of an AWS service that speaks JSON. Throws with the service's own message when it refuses. */
export type AwsJson = (action: string, input: object) => Promise<JsonObject>

/** Emulators want a signature and do not look at it. */
const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/test/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
  'content-type': 'application/x-amz-json-1.0',
}

/** Calls of one service of an emulator without an SDK; nothing is retried. `prefix` is that of `X-Amz-Target`. */
export const createAwsJson =
  (endpoint: string, prefix: string): AwsJson =>
  async (action, input) => {
    const headers = { ...signed, 'x-amz-target': `${prefix}.${action}` }
    const request = { method: 'POST', url: new URL(endpoint), headers, body: JSON.stringify(input) }
    const { status, body } = await sendRequest(request)
    if (status !== 200) throw new Error(`${action}: ${status} ${body.toString()}`)
    return body.length === 0 ? {} : (JSON.parse(body.toString()) as JsonObject)
  }

export const dynamoPrefix = 'DynamoDB_20120810'
export const sqsPrefix = 'AmazonSQS'
