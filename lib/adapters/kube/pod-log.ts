import { isError } from '../../core/error.ts'
import type { Pod } from '../../core/kubernetes.ts'
import type { PodRef } from '../../ports/cluster.ts'
import { readObject } from './create-object.ts'
import { pathOf } from './path.ts'
import type { KubeApi } from './request.ts'

export interface PodLogOptions {
  container: string
  follow?: boolean
  limitBytes?: number
  signal?: AbortSignal
}

/** How long the log that is there may pause on its way. A followed one may be silent for as long as its container is. */
const silenceMs = 10_000

/**
 * The kubelet on a container that it has not started, or does not know yet: `container "x" in pod "y" is waiting to start:
 * …`, `is not available`, `is terminated` (without ever having run). The API server, on a name that is wrong, does not quote it.
 */
const nothingYet = /^(container ".+" in )?pod ".+" (is|cannot be found)/

/** Empty when the pod is gone, is another one by now, or its container has not started: there is nothing to read. */
export async function* podLog(api: KubeApi, ref: PodRef, options: PodLogOptions): AsyncGenerator<Uint8Array> {
  const { container, follow, limitBytes, signal } = options
  const path = pathOf('pods', ref.namespace, ref.name)
  if (ref.uid !== undefined && (await readObject<Pod>(api, path))?.metadata.uid !== ref.uid) return
  const request = { method: 'GET', path: `${path}/log`, query: { container, follow, limitBytes } } as const
  try {
    yield* api.stream(request, { signal, ...(!follow && { silenceMs }) })
  } catch (error) {
    if (isError(error, 'NotFound')) return
    if (isError(error, 'Invalid') && nothingYet.test(error.message)) return
    throw error
  }
}
