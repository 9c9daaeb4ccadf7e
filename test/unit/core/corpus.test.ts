import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { followLog } from '../../../lib/core/audit/follow-log.ts'
import { Entry } from '../../../lib/core/event.ts'
import { indexPlan, Plan } from '../../../lib/core/plan.ts'
import { replay } from '../../../lib/core/replay.ts'
import { RunState } from '../../../lib/core/run.ts'
import type { Recorded } from '../../corpus/recorded-run.ts'

const corpus = new URL('../../corpus/', import.meta.url)
const files = readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(new URL(`${name}/`, corpus)).map((file) => `${name}/${file}`))

/** What every version has to make of a log, whatever else it keeps. */
const outcome = ({ phase, reason, message, closed, results, tasks }: RunState) => ({
  phase,
  reason,
  message,
  closed,
  results,
  tasks: tasks.map((task) => [task.phase, task.reason, task.attempt, task.exitCode, task.results]),
})

describe('a log that an earlier version has written', () => {
  it('is there', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  it.each(files)('is read, is legal, and comes to what it came to then: %s', (file) => {
    const recorded = JSON.parse(readFileSync(new URL(file, corpus), 'utf8')) as Recorded
    const plan = indexPlan(Plan.parse(recorded.plan))
    const entries = recorded.entries.map((entry) => Entry.parse(entry))
    const log = followLog(plan)
    expect(entries.map((entry) => log.fold(entry)).filter((why) => why !== undefined)).toEqual([])
    expect(outcome(replay(plan, entries))).toEqual(outcome(RunState.parse(recorded.state)))
  })

  it.each(files)('goes on from a snapshot of then: %s', (file) => {
    const recorded = JSON.parse(readFileSync(new URL(file, corpus), 'utf8')) as Recorded
    expect(RunState.parse(recorded.state)).toMatchObject({ phase: 'Succeeded', closed: true })
  })
})
