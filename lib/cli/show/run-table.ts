import type { RunHeader } from '../../core/header.ts'
import { type Paint, phaseColour } from '../terminal/paint.ts'
import { formatAge, formatDuration } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { oneLine } from '../text/width.ts'

export interface RunTableOptions {
  now: number
  wide: boolean
  namespaces: boolean
  paint: Paint
}

/** A line per run. */
export const runTable = (runs: readonly RunHeader[], { now, wide, namespaces, paint }: RunTableOptions): string[] => {
  const header = [
    ...(namespaces ? ['NAMESPACE'] : []),
    'NAME',
    'DAG',
    'STATUS',
    'TASKS',
    'STARTED',
    'DURATION',
    ...(wide ? ['REASON', 'RUN-ID'] : []),
  ]
  const rows = runs.map(({ namespace, name, source, phase, tasks, createdAt, endedAt, reason, runId }) => [
    ...(namespaces ? [namespace] : []),
    name,
    source.slice(source.indexOf('/') + 1),
    paint(phaseColour(phase), phase),
    `${tasks.ended}/${tasks.total}`,
    formatAge(now - createdAt),
    formatDuration((endedAt ?? now) - createdAt),
    ...(wide ? [oneLine(reason ?? ''), runId] : []),
  ])
  return table(header, rows)
}
