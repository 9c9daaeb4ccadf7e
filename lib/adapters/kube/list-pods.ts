import type { ObjectMeta, Pod } from '../../core/kubernetes.ts'
import type { PodQuery } from '../../ports/cluster.ts'
import { pathOf } from './path.ts'
import type { KubeApi } from './request.ts'

const pageSize = 500

/** All pages are of one moment, the resourceVersion. A token that expired between two of them is `Expired`. */
export const listPods = async (api: KubeApi, query: PodQuery): Promise<{ pods: Pod[]; resourceVersion: string }> => {
  const pods: Pod[] = []
  let next: string | undefined
  for (;;) {
    const answer = await api.send({
      method: 'GET',
      path: pathOf('pods', query.namespace),
      query: { labelSelector: labelSelector(query), limit: pageSize, continue: next },
    })
    const { items, metadata } = answer.body as PodList
    // The items of a list do not say what they are.
    for (const pod of items ?? []) pods.push({ ...pod, apiVersion: 'v1', kind: 'Pod' })
    next = metadata.continue
    if (!next) return { pods, resourceVersion: metadata.resourceVersion }
  }
}

export const labelSelector = ({ labels }: PodQuery): string | undefined =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',') || undefined

interface PodList {
  metadata: { resourceVersion: string; continue?: string }
  items: { metadata: ObjectMeta; spec: Pod['spec']; status?: Pod['status'] }[] | null
}
