import type { Metadata } from '../../metadata.ts'

type Texts = Record<string, string>

/** Labels and annotations of a run and its definitions: what comes later wins. */
export const mergeTexts = (field: 'labels' | 'annotations', ...sources: (Partial<Metadata> | undefined)[]): Texts => {
  const merged = Object.assign({}, ...sources.map((source) => source?.[field] ?? {})) as Texts
  delete merged['kubectl.kubernetes.io/last-applied-configuration']
  return merged
}

/** Labels that Tekton gives the pods of a run; absent ones are left out. */
export const tektonLabels = (labels: Record<string, string | undefined>): Texts =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value === undefined ? [] : [[`tekton.dev/${name}`, labelValue(value)]],
    ),
  )

/** The nearest text that a label may have. */
const labelValue = (text: string): string => text.slice(0, 63).replace(/[^A-Za-z0-9\uE001]+$/, '')
