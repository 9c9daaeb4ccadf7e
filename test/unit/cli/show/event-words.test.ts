import { describe, expect, it } from 'vitest'
import { eventWords } from '../../../../lib/cli/show/event-words.ts'
import type { Event } from '../../../../lib/core/event.ts'
import { planOf } from '../../../support/plan.ts'
import { startedRun } from '../../../support/run-under-test.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const run = startedRun(planOf(Object.fromEntries(names.map((name) => [name, {}]))))
const of = { task: 1, attempt: 1 }

describe('the words for an event', () => {
  it.each<[Event, string]>([
    [run.log[0]!.events[0]!, 'run test opened'],
    [{ type: 'claims.made' }, 'claims made'],
    [{ type: 'tasks.ready', tasks: [0, 1] }, 'a, b ready'],
    [{ type: 'tasks.ready', tasks: [0, 1, 2, 3, 4] }, 'a, b, c, d, e ready'],
    [{ type: 'tasks.ready', tasks: [0, 1, 2, 3, 4, 5, 6] }, 'a, b, c, d, e and 2 more ready'],
    [{ type: 'task.expanded', task: 0, combinations: [{}, {}] }, 'a fans out into 2'],
    [{ type: 'attempt.running', ...of, uid: 'u' }, 'b attempt 2 seen'],
    [{ type: 'attempt.running', ...of, uid: 'u', startedAt: 0 }, 'b attempt 2 running'],
    [{ type: 'attempt.running', ...of, uid: 'u', waiting: { reason: 'Pull' } }, 'b attempt 2 waiting (Pull)'],
    [{ type: 'attempt.stopping', ...of, phase: 'TimedOut', reason: 'Late' }, 'b attempt 2 given up (Late)'],
    [
      { type: 'attempt.ended', ...of, phase: 'Failed', reason: 'Error', exitCode: 3 },
      'b attempt 2 Failed (Error), exit 3',
    ],
    [{ type: 'attempt.ended', ...of, phase: 'Succeeded', reason: 'Succeeded', exitCode: 0 }, 'b attempt 2 Succeeded'],
    [{ type: 'task.retried', ...of, notBefore: 0 }, 'b attempt 2 to come'],
    [{ type: 'tasks.ended', tasks: [2], phase: 'Skipped', reason: 'DependencyFailed' }, 'c Skipped (DependencyFailed)'],
    [{ type: 'run.stopping', phase: 'Cancelled', scope: 'run', reason: 'Cancelled' }, 'run stopping'],
    [{ type: 'run.ended', phase: 'Failed', reason: 'Error' }, 'run Failed (Error)'],
    [{ type: 'pods.released', attempts: [[0, 0]] }, '1 pod released'],
    [
      {
        type: 'pods.released',
        attempts: [
          [0, 0],
          [1, 0],
        ],
      },
      '2 pods released',
    ],
    [{ type: 'run.notified', milestone: 'started' }, 'told that it started'],
    [{ type: 'run.closed' }, 'run closed'],
  ])('%j', (event, words) => {
    expect(eventWords(run.plan, run.state, event)).toBe(words)
  })
})
