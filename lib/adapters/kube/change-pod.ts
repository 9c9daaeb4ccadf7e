import type { PodRef } from '../../ports/cluster.ts'
import { isOtherUid, refusal } from './errors.ts'
import { pathOf } from './path.ts'
import type { KubeApi, KubeRequest } from './request.ts'

const finalizer = 'millrace.dev/accounting'

/** 1 is the least that the API accepts: it never raises a deadline, and on a pod that has ended it changes nothing. */
export const stopPod = (api: KubeApi, ref: PodRef): Promise<void> =>
  change(api, {
    method: 'PATCH',
    path: podPath(ref),
    patch: 'merge',
    body: { metadata: uidOf(ref), spec: { activeDeadlineSeconds: 1 } },
  })

/** Takes out our finalizer alone, in one request, whatever others there are. */
export const releasePod = (api: KubeApi, ref: PodRef): Promise<void> =>
  change(api, {
    method: 'PATCH',
    path: podPath(ref),
    patch: 'strategic-merge',
    body: { metadata: { ...uidOf(ref), '$deleteFromPrimitiveList/finalizers': [finalizer] } },
  })

export const deletePod = (api: KubeApi, ref: PodRef, graceSeconds?: number): Promise<void> =>
  change(api, {
    method: 'DELETE',
    path: podPath(ref),
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: ref.uid === undefined ? undefined : uidOf(ref),
      gracePeriodSeconds: graceSeconds,
    },
  })

/** A pod that is not there, or that is another one by now, is left alone. */
const change = async (api: KubeApi, request: KubeRequest): Promise<void> => {
  const { code, body } = await api.send({ ...request, accept: [404, 409, 422] })
  if (code < 300 || code === 404 || isOtherUid(code, body)) return
  throw refusal(code, body, `${request.method} ${request.path}`)
}

const podPath = ({ namespace, name }: PodRef): string => pathOf('pods', namespace, name)

const uidOf = ({ uid }: PodRef): { uid?: string } => ({ uid })
