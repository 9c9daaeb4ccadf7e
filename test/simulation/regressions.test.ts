import { describe, expect, it } from 'vitest'
import { type ProfileName, profiles } from './profile.ts'
import { runWorld } from './run-world.ts'
import { specOf } from './spec.ts'

/** Worlds in which something was violated once. The protocol has changed since, and their ways with it. */
const found: readonly [seed: number, profile: ProfileName, what: string][] = [
  [268, 'general', 'a second release put the log of a deleted pod in the place of the archived one'],
  [20_104, 'general', 'a pod took the place of one of the same name that somebody had deleted, and nothing ended it'],
  [22_029, 'general', 'a result of the wrong type counted as a disruption because its pod had been deleted since'],
  [11, 'crashes', 'an append met itself, and what it had made ready was not dispatched'],
  [83, 'cancelling', 'a pod that a stop had ended counted as failed before it, by another clock'],
  [22, 'watching', 'a watcher failed and kept its lease, and nobody watched'],
  [107_735, 'general', 'our own delete of a pod that had failed before counted as a disruption'],
  [4_234, 'general', 'two lost attempts, given up by the same check, ended what needed both of them twice'],
]

describe('a world that was violated once', () => {
  it.each(found)('%i of the profile %s keeps its promises: %s', { timeout: 60_000 }, async (seed, profile) => {
    const { violations } = await runWorld(profiles[profile](specOf(seed)))
    expect(violations).toEqual([])
  })
})
