/** One exhaustive search: a model, what is set for it, and what must come of it. */
export interface Check {
  model: string
  /** The rule, or the half of one, that it is about. */
  rule: string
  flags: readonly string[]
  expected: 'holds' | 'fails'
  /** Whether something happens in the end, under fair scheduling; else that nothing bad ever happens. */
  liveness?: boolean
}

type Row = [rule: string, ...flags: string[]]

const of = (model: string, expected: Check['expected'], rows: readonly Row[]): Check[] =>
  rows.map(([rule, ...flags]) => ({ model, rule, flags, expected }))

/** With a property of what happens in the end. */
const fair = (...args: Parameters<typeof of>): Check[] => of(...args).map((check) => ({ ...check, liveness: true }))

export const checks: readonly Check[] = [
  ...of('window', 'holds', [
    ['window, wants'],
    ['window, wants', 'CRASHES=2', 'DUPLICATES=0'],
    ['window, wants', 'CRASHES=0', 'LOST_ANSWERS=1'],
  ]),
  ...of('window', 'fails', [
    ['log per run', 'WITHOUT_CONDITION'],
    ['log per run', 'WITHOUT_RELOAD'],
    ['wants', 'WITHOUT_LATE_ACK'],
    ['wants', 'WITHOUT_CONFLICT_SCOPE'],
    ['wants', 'WITHOUT_WINDOW_SCOPE'],
    ['wants', 'WITHOUT_FOLLOW'],
    ['window', 'WITHOUT_ADMISSION'],
  ]),
  ...of('join', 'holds', [['readiness, absorb, wants']]),
  ...of('join', 'fails', [
    ['log per run', 'WITHOUT_CONDITION'],
    ['log per run', 'WITHOUT_RELOAD'],
    ['log per run', 'WITHOUT_TAIL'],
    ['wants', 'WITHOUT_LATE_ACK'],
    ['wants', 'WITHOUT_REDELIVERY_SCOPE'],
    ['wants', 'WITHOUT_FOLLOW'],
    ['header', 'WITHOUT_HEADER_CONDITION'],
  ]),
  ...fair('lease', 'holds', [
    ['no-idle-compute, watch'],
    ['no-idle-compute, watch', 'WITHOUT_TICK', 'CRASHES=0', 'EXPIRIES=0'],
  ]),
  ...fair('lease', 'fails', [
    ['no-idle-compute', 'WITHOUT_LEASE_AFTER_CREATE'],
    ['no-idle-compute', 'WITHOUT_LEASE_AFTER_409'],
    ['no-idle-compute', 'WITHOUT_MARK'],
    ['no-idle-compute', 'WITHOUT_MARK_AS_FREE'],
    ['no-idle-compute', 'WITHOUT_LAST_LIST'],
    ['no-idle-compute', 'WITHOUT_DROP_CONDITION'],
    ['no-idle-compute', 'WITHOUT_MARK_BEFORE_CALL', 'WITHOUT_TICK', 'CRASHES=0', 'EXPIRIES=0'],
    ['no-idle-compute', 'WITHOUT_TICK'],
    ['watch', 'WITHOUT_FLUSH_BEFORE_SAVE'],
  ]),
  ...of('attempt', 'holds', [
    ['create, retry, cancel, close'],
    ['create, retry, cancel, close', 'CRASHES=0', 'DUPLICATES=1'],
    ['create, retry, cancel, close', 'CRASHES=0', 'DELETES=0', 'EARLY_CHECKS=1'],
    ['deadlines', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0'],
    ['deadlines', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0', 'CRASHES=0', 'DUPLICATES=1'],
    ['deadlines and cancel', 'DEADLINES=1', 'DELETES=0', 'CRASHES=0'],
    ['node-loss', 'NODES=1', 'CANCELS=0'],
    ['node-loss and cancel', 'NODES=1', 'DELETES=0', 'CRASHES=0'],
    ['node-loss and deadlines', 'NODES=1', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0', 'CRASHES=0'],
  ]),
  ...of('attempt', 'fails', [
    ['horizon', 'WITHOUT_FINALIZER'],
    ['horizon', 'WITHOUT_HORIZON', 'DUPLICATES=1'],
    ['pod-name', 'WITHOUT_REPORT_OF_409'],
    ['absorb', 'WITHOUT_ABSORB'],
    ['absorb', 'WITHOUT_ATTEMPT_MATCH'],
    ['disruption', 'WITHOUT_ORPHANS'],
    ['cancel', 'WITHOUT_CANCEL_OF_READY'],
    ['cancel', 'WITHOUT_STOP_OF_RETRIES'],
    ['cancel', 'WITHOUT_STOP'],
    ['check', 'WITHOUT_PROBE'],
    ['deadlines', 'WITHOUT_STOP', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0'],
    ['deadlines', 'WITHOUT_END_SEEN', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0'],
    ['deadlines', 'WITHOUT_EARLIER_SUCCESS', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0'],
    ['deadlines', 'WITHOUT_LATER_FAILURE', 'DEADLINES=1', 'CANCELS=0', 'DELETES=0'],
    ['node-loss', 'WITHOUT_NODE_LOST_TIMEOUT', 'NODES=1', 'CANCELS=0'],
    ['release', 'WITHOUT_GRACE_0', 'NODES=1', 'CANCELS=0'],
    ['close', 'WITHOUT_EMPTY_LIST', 'NODES=1', 'DELETES=0', 'CRASHES=0'],
  ]),
]
