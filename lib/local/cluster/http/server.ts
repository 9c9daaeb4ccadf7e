import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError, failure, internalError } from '../api/api-error.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Context } from '../registry/context.ts'
import { answer } from './answer.ts'
import { checkToken } from './check-token.ts'
import { json, send } from './exchange.ts'

export interface ApiServer {
  url: string
  close: () => Promise<void>
}

interface Options {
  token: string
  onError: (error: unknown) => void
}

/** Serves the API on a free port of the loopback, to whoever has the token. */
export const startServer = async (context: Context, kubelet: Kubelet, options: Options): Promise<ApiServer> => {
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    handle(context, kubelet, options, [request, response]).catch((error: unknown) => {
      options.onError(error)
      response.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Nothing is acknowledged, and nothing shown, before it is written. */
const handle = async (
  context: Context,
  kubelet: Kubelet,
  options: Options,
  [request, response]: [IncomingMessage, ServerResponse],
): Promise<void> => {
  try {
    checkToken(request, options.token)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const exchange = { method: request.method ?? 'GET', path: pathname, query: searchParams, request, response }
    const reply = await answer(context, kubelet, exchange)
    await context.store.persisted()
    if (reply !== undefined) send(response, reply)
  } catch (error) {
    refuse(response, error, options)
  }
}

const refuse = (response: ServerResponse, error: unknown, { onError }: Options) => {
  if (!(error instanceof ApiError)) onError(error)
  const known = error instanceof ApiError ? error : internalError((error as Error).message)
  if (response.headersSent) response.destroy()
  else send(response, json(known.code, failure(known)))
}
