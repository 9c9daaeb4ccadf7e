import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { KubeConnection } from '../../adapters/kube/connection.ts'
import { urlConnection } from '../../adapters/kube/url-connection.ts'
import type { DataFolder } from '../../local/data-folder.ts'

/** What of the kubeconfig that a host leaves in its folder tells where it is. */
const HostConfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
})

/** The way to the embedded cluster of the process that hosts the folder. Undefined when there is none. */
export const hostConnection = async ({
  kubeconfig,
}: Pick<DataFolder, 'kubeconfig'>): Promise<KubeConnection | undefined> => {
  const text = await readFile(kubeconfig, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const config = HostConfig.safeParse(safeJson(text))
  if (!config.success) return undefined
  const { clusters, users } = config.data
  return urlConnection({ url: clusters[0].cluster.server, token: users[0].user.token })
}

/** A file that is just being written is as good as none. */
const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
