import type { Volume } from '../../core/kubernetes.ts'

/** The name wanted, or the first of `<name>-2`, `<name>-3` … that the author has not taken. */
export const freeVolumeName = (wanted: string, taken: readonly Volume[]): string => {
  const names = new Set(taken.map(({ name }) => name))
  for (let suffix = 1; ; suffix++) {
    const name = suffix === 1 ? wanted : `${wanted}-${suffix}`
    if (!names.has(name)) return name
  }
}
