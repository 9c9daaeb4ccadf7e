import { canonicalJson } from '../canonical-json.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { asV1 } from './read/as-v1.ts'

/** The spec as v1, as JSON with sorted keys. Labels and annotations count: they travel to the pods. */
export const meaning = (document: SourceDocument): string => {
  const { spec, metadata } = asV1(document).value as {
    spec?: unknown
    metadata?: { labels?: unknown; annotations?: unknown }
  }
  return canonicalJson({ spec, labels: metadata?.labels, annotations: metadata?.annotations })
}
