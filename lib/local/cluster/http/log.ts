import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { ContainerStatus, Pod } from '../../../core/kubernetes.ts'
import { badRequest, type Cause, invalid } from '../api/api-error.ts'
import { invalidValue } from '../api/field-error.ts'
import { asPod } from '../control/pod-facts.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Context } from '../registry/context.ts'
import { type Exchange, isOn, numberOf } from './exchange.ts'
import { found } from './object.ts'
import type { Route } from './route.ts'
import { tail } from './tail.ts'

type Log = AsyncIterable<Uint8Array>

/** GET of `pods/NAME/log`: the container's output as plain text. Throws the API server's 400, 404, 422. */
export const log = async (context: Context, kubelet: Kubelet, route: Route, exchange: Exchange): Promise<void> => {
  const { query, response } = exchange
  const pod = asPod(found(context, route).object)
  const options = optionsOf(pod, query)
  const container = containerOf(pod, query.get('container') ?? '')
  if (pod.spec.nodeName === undefined) return void response.writeHead(204).end()
  if (isOn(query, 'previous'))
    throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`)
  checkStarted(pod, container)
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  const read = (follow: boolean, limitBytes?: number): Log =>
    kubelet.log(pod, container, { follow, signal: leaving.signal, ...(limitBytes === undefined ? {} : { limitBytes }) })
  const { follow, tailLines, limitBytes } = options
  const bytes = tailLines === undefined ? read(follow, limitBytes) : tail(read, tailLines, follow)
  await stream(response, limited(bytes, limitBytes), leaving.signal)
}

const optionsOf = ({ metadata }: Pod, query: URLSearchParams) => {
  const [tailLines, limitBytes] = [numberOf(query, 'tailLines'), numberOf(query, 'limitBytes')]
  const errors: Cause[] = [
    ...(tailLines !== undefined && tailLines < 0
      ? [invalidValue('tailLines', tailLines, 'must be greater than or equal to 0')]
      : []),
    ...(limitBytes !== undefined && limitBytes < 1
      ? [invalidValue('limitBytes', limitBytes, 'must be greater than 0')]
      : []),
  ]
  if (errors.length > 0) throw invalid('PodLogOptions', metadata.name, errors)
  return { follow: isOn(query, 'follow'), tailLines, limitBytes }
}

const containerOf = ({ metadata, spec }: Pod, asked: string): string => {
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name)
  const [only, second] = spec.containers
  if (asked !== '' && !names.includes(asked))
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`)
  if (asked === '' && second !== undefined)
    throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`)
  return asked === '' ? (only?.name ?? '') : asked
}

const waitingFor: Record<string, string> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}

const checkStarted = ({ metadata, status = {} }: Pod, container: string) => {
  const all: ContainerStatus[] = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const state = all.find(({ name }) => name === container)?.state ?? {}
  if (state.running !== undefined || state.terminated !== undefined) return
  const reason = state.waiting?.reason ?? 'ContainerCreating'
  throw badRequest(
    `container "${container}" in pod "${metadata.name}" is waiting to start: ${waitingFor[reason] ?? reason}`,
  )
}

async function* limited(bytes: Log, limit = Number.POSITIVE_INFINITY): Log {
  let left = limit
  for await (const chunk of bytes) {
    yield chunk.length > left ? chunk.subarray(0, left) : chunk
    left -= chunk.length
    if (left <= 0) return
  }
}

/** The kubelet may refuse before the first byte; a container that says nothing yet gets its headers soon all the same. */
const stream = async (response: ServerResponse, bytes: Log, signal: AbortSignal) => {
  const iterator = bytes[Symbol.asyncIterator]()
  const first = iterator.next().catch((error: unknown) => {
    throw badRequest((error as Error).message)
  })
  await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 50))])
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  for (let next = await first; next.done !== true && !signal.aborted; next = await iterator.next())
    if (!response.write(next.value)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  await iterator.return?.()
  response.end()
}
