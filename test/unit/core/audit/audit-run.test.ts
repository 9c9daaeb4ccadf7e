import { describe, expect, it } from 'vitest'
import { auditRun } from '../../../../lib/core/audit/audit-run.ts'
import { close, entriesOf, factsOf, succeededRun } from '../../../support/audited-run.ts'
import { planOf } from '../../../support/plan.ts'
import { runId, runUnderTest, startedRun } from '../../../support/run-under-test.ts'

const plan = planOf({ a: { retry: { limit: 1 } }, b: { needs: ['a'] } })

describe('the audit of a run', () => {
  it('finds nothing in a run that is open, ended or closed', () => {
    for (const run of [runUnderTest(plan), startedRun(plan), succeededRun(plan), close(succeededRun(plan))])
      expect(auditRun(factsOf(run))).toEqual([])
  })

  it('finds nothing in a run without a snapshot', () => {
    expect(auditRun({ ...factsOf(startedRun(plan)), snapshot: undefined })).toEqual([])
  })

  it('finds nothing where nothing is', () => {
    expect(auditRun({ runId, now: 0, entries: [] })).toEqual([])
    expect(auditRun({ runId, now: 0, entries: [], archived: 0 })).toEqual([])
  })

  it('judges nothing by a log that it cannot follow to its end', () => {
    const facts = factsOf(succeededRun(plan))
    const pod = { namespace: 'default', name: 'x', held: true, deleting: false }
    const claim = { namespace: 'default', name: 'c', deleting: false }
    const found = auditRun({
      ...facts,
      entries: facts.entries.toSpliced(1, 1),
      header: undefined,
      pods: [pod],
      claims: [claim],
    })
    expect(found.map(({ code }) => code)).toEqual(['LogGap'])
  })
})

describe('the audit of what is left of a run without a log', () => {
  const { header } = factsOf(startedRun(plan))

  it('finds its header, and takes it away', () => {
    expect(auditRun({ runId, now: 0, entries: [], header })).toEqual([
      {
        code: 'HeaderWithoutLog',
        runId,
        object: 'header',
        message: 'run "test" has no log',
        repair: { type: 'header.remove', runId, seq: 2 },
      },
    ])
  })

  it('finds a header that cannot be read, too', () => {
    expect(auditRun({ runId, now: 0, entries: [], header: { problem: 'no JSON' } })).toMatchObject([
      { code: 'HeaderWithoutLog', message: 'no JSON', repair: { type: 'header.remove', seq: undefined } },
    ])
  })

  it('finds its archived logs, and removes them', () => {
    expect(auditRun({ runId, now: 0, entries: [], archived: 3 })).toEqual([
      {
        code: 'ArchiveWithoutRun',
        runId,
        object: 'logs',
        message: 'the store does not know the run that 3 of them are of',
        repair: { type: 'archive.remove', runId },
      },
    ])
  })
})

describe('the audit of a log', () => {
  const facts = factsOf(succeededRun(plan))
  const without = (...seqs: number[]) => facts.entries.filter(({ seq }) => !seqs.includes(seq))

  it('names each entry that is missing, and each stretch of them, none of which can be made again', () => {
    expect(auditRun({ ...facts, entries: without(2, 4, 5) })).toEqual([
      { code: 'LogGap', runId, object: 'log', message: 'entry 2 is missing' },
      { code: 'LogGap', runId, object: 'log', message: 'entries 4 to 5 are missing' },
    ])
  })

  it('finds a beginning that is missing', () => {
    expect(auditRun({ ...facts, entries: without(1) })).toMatchObject([
      { code: 'LogGap', message: 'entry 1 is missing' },
    ])
  })

  it('finds an end that is missing, where a snapshot remembers it', () => {
    const { length } = facts.entries
    expect(auditRun({ ...facts, entries: without(length) })).toMatchObject([
      { code: 'LogGap', message: `entry ${length} is missing: the snapshot is of entry ${length}` },
    ])
    expect(auditRun({ ...facts, entries: [] })).toMatchObject([{ code: 'LogGap' }])
  })

  it('names an entry that cannot be read', () => {
    const entries = [...without(3), { seq: 3, problem: 'no JSON' }].sort((a, b) => a.seq - b.seq)
    expect(auditRun({ ...facts, entries })).toEqual([
      { code: 'EntryUnreadable', runId, object: 'entry 3', message: 'no JSON' },
    ])
  })

  it.each([
    [undefined, 'it is missing'],
    [{ problem: 'damaged' }, 'damaged'],
    ['{', 'it is no plan that this Millrace can read'],
    ['{}', 'it is no plan that this Millrace can read'],
  ])('finds a plan that is not there: %j', (text, message) => {
    expect(auditRun({ ...facts, plan: text })).toEqual([{ code: 'PlanMissing', runId, object: 'plan hash', message }])
  })

  it('finds a log that does not begin with the opening of its run, which names no plan', () => {
    const { events, ...first } = facts.entries[0]!
    const entries = [{ ...first, events: [{ type: 'claims.made' as const }] }, ...without(1)]
    expect(events).toHaveLength(1)
    const finding = { code: 'IllegalHistory', runId, object: 'entry 1' }
    expect(auditRun({ ...facts, entries, plan: undefined })).toEqual([
      { ...finding, message: 'the log does not begin with the opening of the run' },
    ])
    expect(auditRun({ ...facts, entries })).toEqual([
      { ...finding, message: 'claims.made: the log does not begin with the opening of the run' },
    ])
  })
})

describe('the audit of a snapshot', () => {
  const run = succeededRun(plan)
  const stored = (text: string) => ({ ...factsOf(run), snapshot: { seq: 3, text } })
  const right = (factsOf(run, { snapshotSeq: 3 }).snapshot as { text: string }).text

  it('finds the first difference to what the log gives, and writes that', () => {
    const wrong = right.replace('"phase":"Running"', '"phase":"Failed"')
    expect(wrong).not.toBe(right)
    expect(auditRun(stored(right))).toEqual([])
    expect(auditRun(stored(wrong))).toEqual([
      {
        code: 'SnapshotDiffers',
        runId,
        object: 'snapshot',
        message: 'of entry 3: phase: got "Running", stored "Failed"',
        repair: { type: 'snapshot.write', runId, seq: 3, text: right },
      },
    ])
  })

  it.each(['{', '{}'])('finds one that is no state: %s', (text) => {
    expect(auditRun(stored(text))).toMatchObject([
      {
        code: 'SnapshotDiffers',
        message: 'of entry 3: it is no state that this Millrace can read',
        repair: { text: right },
      },
    ])
  })

  it('writes one that cannot be read again from the end of the log', () => {
    const { length } = entriesOf(run)
    expect(auditRun({ ...factsOf(run), snapshot: { problem: 'damaged' } })).toEqual([
      {
        code: 'SnapshotDiffers',
        runId,
        object: 'snapshot',
        message: 'damaged',
        repair: { type: 'snapshot.write', runId, seq: length, text: (factsOf(run).snapshot as { text: string }).text },
      },
    ])
  })

  it('is made where the log goes on with what does not follow, too', () => {
    const facts = factsOf(run)
    const entries = [...facts.entries, { seq: 99, at: 0, causes: [], events: [{ type: 'claims.made' as const }] }]
    const found = auditRun({ ...facts, entries, snapshot: { seq: 3, text: '{}' } })
    expect(found.map(({ code }) => code)).toEqual(['LogGap', 'SnapshotDiffers'])
  })
})

describe('the audit of a header', () => {
  const run = succeededRun(plan)
  const facts = factsOf(run)
  const { header } = facts
  const changed = (change: object) => ({ ...facts, header: { ...header, ...change } })

  it('finds that there is none, and writes it', () => {
    expect(auditRun({ ...facts, header: undefined })).toEqual([
      {
        code: 'HeaderMissing',
        runId,
        object: 'header',
        message: 'run "test" is in no list, and nobody will look at it',
        repair: { type: 'header.write', header, over: undefined },
      },
    ])
  })

  it('finds one that cannot be read', () => {
    expect(auditRun({ ...facts, header: { problem: 'no JSON' } })).toMatchObject([
      {
        code: 'HeaderDiffers',
        message: 'no JSON',
        repair: { type: 'header.write', header, over: { problem: 'no JSON' } },
      },
    ])
  })

  it.each([
    [{ phase: 'Failed' }, 'phase: got "Succeeded", stored "Failed"'],
    [{ tasks: { total: 2, ended: 1 } }, 'tasks.ended: got 2, stored 1'],
    [{ name: 'other' }, 'name: got "test", stored "other"'],
    [{ endedAt: undefined }, `endedAt: got ${run.state.endedAt}, stored nothing`],
    [{ seq: 99 }, `it is of entry 99, and the log ends with entry ${facts.entries.length}`],
    [{ seq: 0 }, `it is of entry 0, and the log ends with entry ${facts.entries.length}`],
    [{ dueAt: undefined }, 'the run is open, and the header says that nobody need look'],
  ])('finds %j', (change, message) => {
    const wrong = changed(change)
    expect(auditRun(wrong)).toEqual([
      {
        code: 'HeaderDiffers',
        runId,
        object: 'header',
        message,
        repair: { type: 'header.write', header, over: wrong.header },
      },
    ])
  })

  it('lets it be behind the log, but not behind its phase', () => {
    const started = factsOf(succeededRun(plan), { headerSeq: 3 })
    expect(auditRun(started)).toMatchObject([
      { code: 'HeaderDiffers', message: 'phase: got "Succeeded", stored "Running"', repair: { header } },
    ])
    const open = startedRun(plan)
    open.sees('a', 'running')
    expect(auditRun(factsOf(open, { headerSeq: 2 }))).toEqual([])
  })

  it('finds one of a closed run that says when to look at it', () => {
    const closed = factsOf(close(succeededRun(plan)))
    const due = { ...closed, header: { ...closed.header, dueAt: 5 } as typeof header }
    expect(auditRun(due)).toMatchObject([
      { code: 'HeaderDiffers', message: 'the run is closed, and the header says when to look at it' },
    ])
  })

  it('finds a run that nobody has looked at for long, where somebody should have', () => {
    const dueAt = facts.now - 60_000
    const late = { ...changed({ dueAt }) }
    expect(auditRun(late)).toEqual([])
    expect(auditRun({ ...late, overdueAfter: 60_000 })).toEqual([])
    expect(auditRun({ ...late, overdueAfter: 59_999 })).toEqual([
      {
        code: 'RunOverdue',
        runId,
        object: 'header',
        message: 'nobody has looked at run "test", which was due 60 s ago',
        repair: { type: 'run.check', runId },
      },
    ])
  })

  it('calls no run overdue that has no header, none that can be read, or that is closed', () => {
    const codes = (more: object) => auditRun({ ...facts, overdueAfter: 0, ...more }).map(({ code }) => code)
    expect(codes({ header: undefined })).toEqual(['HeaderMissing'])
    expect(codes({ header: { problem: 'no JSON' } })).toEqual(['HeaderDiffers'])
    expect(codes(changed({ dueAt: undefined }))).toEqual(['HeaderDiffers'])
    const closed = factsOf(close(succeededRun(plan)))
    expect(auditRun({ ...closed, overdueAfter: 0, header: { ...closed.header, dueAt: 1 } })).toHaveLength(1)
  })
})
