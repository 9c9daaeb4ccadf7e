import * as z from 'zod'
import { Metadata } from '../../metadata.ts'

export const group = 'tekton.dev/'
export const apiVersion = 'tekton.dev/v1'
/** Versions of the kinds that run. v1beta1 is read as v1: it differs in form only. */
export const apiVersions: readonly string[] = [apiVersion, 'tekton.dev/v1beta1']

export const resource = <S extends z.ZodType>(kind: string, spec: S) =>
  z.strictObject({
    apiVersion: z.string(),
    kind: z.literal(kind),
    metadata: Metadata,
    spec,
    status: z.unknown().optional(),
  })
