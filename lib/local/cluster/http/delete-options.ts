import { badRequest } from '../api/api-error.ts'
import { isObject } from '../api/json.ts'
import { integer, struct, text } from '../kind/shape.ts'
import type { DeleteOptions } from '../registry/delete-object.ts'
import { type Exchange, numberOf, readBody } from './exchange.ts'

const shape = struct('DeleteOptions', {
  gracePeriodSeconds: integer,
  preconditions: struct('Preconditions', { uid: text, resourceVersion: text }),
})

/** How a deletion is meant: the body says it, else the query. Throws the API server's 400. */
export const deleteOptions = async ({ request, query }: Exchange): Promise<DeleteOptions> => {
  const body = await readBody(request)
  const given = body.trim() === '' ? {} : parsed(body)
  const gracePeriodSeconds = given.gracePeriodSeconds ?? numberOf(query, 'gracePeriodSeconds')
  const dryRun = dryRunOf(query.getAll('dryRun'))
  return { ...given, dryRun, ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) }
}

export const dryRunOf = (values: readonly string[]): boolean => values.includes('All')

const parsed = (body: string): DeleteOptions => {
  try {
    const read = shape.read(JSON.parse(body), { owner: 'DeleteOptions', path: '' })
    const { gracePeriodSeconds, preconditions } = isObject(read) ? (read as DeleteOptions) : {}
    return {
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(preconditions && { preconditions }),
    }
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}
