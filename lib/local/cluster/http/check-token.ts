import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { unauthorized } from '../api/api-error.ts'

/**
 * `Authorization: Bearer TOKEN`, or the token as the password of Basic: kubectl sends no bearer token to an `http://`
 * server, but it does send what stands in the server's URL. Throws the API server's 401.
 */
export const checkToken = ({ headers }: IncomingMessage, token: string): void => {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ')
  if (!sameText(scheme.toLowerCase() === 'basic' ? passwordOf(value) : bearerOf(scheme, value), token))
    throw unauthorized()
}

const bearerOf = (scheme: string, value: string): string => (scheme.toLowerCase() === 'bearer' ? value : '')

const passwordOf = (value: string): string =>
  Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:?/, '')

/** Takes as long for a wrong text as for the right one. */
const sameText = (a: string, b: string): boolean => {
  const [given, wanted] = [Buffer.from(a), Buffer.from(b)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
