import type { LogFields } from '../../lib/ports/log.ts'

interface Metric {
  name: string
  unit: 'Count' | 'Milliseconds'
  /** The field that has its value; absent: each line counts one. */
  field?: string
  /** A field that it is counted apart by. */
  dimension?: string
}

/** What is counted, by the message of the log line that tells of it. */
export const metrics: Readonly<Record<string, readonly Metric[]>> = {
  'run started': [{ name: 'RunsStarted', unit: 'Count' }],
  'run ended': [{ name: 'RunsFinished', unit: 'Count', dimension: 'phase' }],
  'pods created': [
    { name: 'PodsCreated', unit: 'Count', field: 'count' },
    { name: 'HandOverMs', unit: 'Milliseconds', field: 'handOverMs' },
  ],
  'append conflicted': [{ name: 'Conflicts', unit: 'Count' }],
  'message redelivered': [{ name: 'Redeliveries', unit: 'Count', dimension: 'queue' }],
  'message rejected': [{ name: 'DeadLetters', unit: 'Count', dimension: 'queue' }],
  'watcher lease lost': [{ name: 'WatcherLeasesLost', unit: 'Count' }],
  'news sent': [{ name: 'WatcherLagMs', unit: 'Milliseconds', field: 'lagMs' }],
}

/**
 * The part of a log line that CloudWatch reads metrics from: the embedded metric format. `installation` must be a field
 * of the line. Empty where the line counts nothing.
 */
export const embeddedMetrics = (message: string, fields: LogFields, at: number): Record<string, unknown> => {
  const counted = (metrics[message] ?? []).filter(({ field }) => field === undefined || fields[field] !== undefined)
  if (counted.length === 0) return {}
  const values = Object.fromEntries(counted.map(({ name, field }) => [name, field === undefined ? 1 : fields[field]]))
  const directive = ({ name, unit, dimension }: Metric) => ({
    Namespace: 'Millrace',
    Dimensions: [['installation', ...(dimension === undefined ? [] : [dimension])]],
    Metrics: [{ Name: name, Unit: unit }],
  })
  return { ...values, _aws: { Timestamp: at, CloudWatchMetrics: counted.map(directive) } }
}
