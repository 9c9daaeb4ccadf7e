import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LoopbackServer, readBody, sendJson, startLoopbackServer } from '../emulator/loopback-server.ts'

/** One event on its way to a handler. */
export interface Invocation {
  id: string
  /** JSON. */
  event: string
  functionArn: string
  /** Epoch ms at which the time limit is reached. */
  deadline: number
}

/** What a handler, or the loading of it, failed with. */
export interface FunctionError {
  errorType: string
  errorMessage: string
  trace?: string[]
}

/** What the process behind the API says. */
export interface RuntimeListener {
  /** It has nothing to do: it was loaded, or is done with the last invocation. */
  asking: () => void
  /** The handler's answer, as JSON. */
  answered: (id: string, payload: string) => void
  failed: (id: string, error: FunctionError) => void
  initFailed: (error: FunctionError) => void
}

export interface RuntimeApi extends LoopbackServer {
  /** Gives an invocation to the process, which must be asking. */
  deliver: (invocation: Invocation) => void
}

/**
 * The API that Lambda serves in an execution environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
export const startRuntimeApi = async (listener: RuntimeListener): Promise<RuntimeApi> => {
  let asking: ServerResponse | undefined
  const server = await startLoopbackServer(async (request, response) => {
    const [, kind = '', first = '', second] = (request.url ?? '').split('/runtime')[1]?.split('/') ?? []
    if (kind === 'invocation' && first === 'next') {
      asking = response
      listener.asking()
      return
    }
    const body = await textOf(request)
    sendJson(response, 202, { status: 'OK' })
    if (kind === 'init') listener.initFailed(JSON.parse(body) as FunctionError)
    else if (second === 'response') listener.answered(first, body)
    else if (second === 'error') listener.failed(first, JSON.parse(body) as FunctionError)
  })
  return {
    ...server,
    deliver: ({ id, event, functionArn, deadline }) => {
      if (!asking) throw new Error('the process does not ask for an invocation')
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(event),
        'Lambda-Runtime-Aws-Request-Id': id,
        'Lambda-Runtime-Deadline-Ms': deadline,
        'Lambda-Runtime-Invoked-Function-Arn': functionArn,
        'Lambda-Runtime-Trace-Id': `Root=1-${id.slice(0, 8)}-${id.replaceAll('-', '').slice(8, 32)};Sampled=0`,
      }
      asking.writeHead(200, headers).end(event)
      asking = undefined
    },
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => (await readBody(request)).toString()
