import type { RunOptions } from './dialect.ts'

/** Metadata of a run that is made for a definition; without a name the cluster, or Millrace, makes one up. */
export const runMetadata = (definition: string, { name, labels }: Pick<RunOptions, 'name' | 'labels'>) => ({
  ...(name === undefined ? { generateName: `${definition}-` } : { name }),
  ...(labels && { labels: { ...labels } }),
})
