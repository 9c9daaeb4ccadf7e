import * as z from 'zod'
import { json, text } from './fields.ts'

const sources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
] as const

type Source = (typeof sources)[number]

/** A core/v1 Volume. Without a source it is an emptyDir, as the API server makes it. */
export const Volume = z.strictObject({
  name: text,
  ...(Object.fromEntries(sources.map((source) => [source, json.optional()])) as Record<
    Source,
    z.ZodOptional<typeof json>
  >),
})
export type Volume = z.infer<typeof Volume>
