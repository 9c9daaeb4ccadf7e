import type { Container } from '../../core/kubernetes.ts'

export const outOfMemory = ({ resources }: Container): string => {
  const { memory } = (resources?.limits ?? {}) as { memory?: string | number }
  return memory === undefined ? 'ran out of memory' : `ran out of memory (limit ${memory})`
}
