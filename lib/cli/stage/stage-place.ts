import { objectsOf } from '../../app/fsck/seen-objects.ts'
import { isError } from '../../core/error.ts'
import type { Context } from '../context/context.ts'
import type { Attendance, LogNews, Place } from '../place/place.ts'
import { openStage } from './open-stage.ts'
import { createStageCluster, type StageCluster } from './stage-cluster.ts'

/** Milliseconds between two looks at a log: the first, and the longest while nothing happens. */
const shortest = 1_000
const longest = 5_000
/** There is no news from a table: it is asked again and again, less often while nothing happens. */
const news: LogNews = {
  listen: () => () => {},
  patience: (quiet) => Math.min(longest, shortest * 1.5 ** quiet),
}

/** Milliseconds. What a function has appended shows in the header when it is done: within its time limit. */
const settle = 20_000
/** `tick` looks once a minute, and what it sends may wait for the function's turn. */
const overdueAfter = 300_000

/** Looking at dead letters takes seconds, and hides them from others meanwhile. */
const letters = { most: 20, every: 3_000 }

/** A deployed stage as the place of runs: its functions move them, and this process only asks and looks on. */
export const openStagePlace = async (context: Extract<Context, { type: 'stage' }>): Promise<Place> => {
  const { stage, store, inventory, submissions } = await openStage(context.stage)
  const cluster = createStageCluster(context, stage)
  const visit = (): Promise<Attendance> => Promise.resolve(onlooker(cluster))
  return {
    store,
    inventory,
    news,
    turnedDown: {
      // A look that got no answer is made up for by the next one.
      letters: () =>
        submissions.deadLetters(letters.most).catch((error: unknown) => {
          if (isError(error, 'Unavailable')) return []
          throw error
        }),
      every: letters.every,
    },
    // What the functions have is not known here: whatever they turn down for it, they say so.
    defaultWorkspaceBinding: () => Promise.resolve({ emptyDir: {} }),
    unseenPods: cluster.isKnown
      ? undefined
      : `context ${context.name} names no cluster, so logs show when they are archived`,
    isHosted: () => Promise.resolve(true),
    attend: visit,
    visit,
    requireCluster: () => cluster.require(),
    withCluster: async (_log, use) => {
      try {
        await use((await cluster.require()).cluster)
      } finally {
        await cluster.close()
      }
    },
    openFsck: async () => {
      const reached = await cluster.reach()
      const seen = reached && { seen: objectsOf(reached, stage.installation), cluster: reached.cluster }
      const others = 'the functions of this stage are at work'
      return { deps: { ...seen, settle, overdueAfter }, others, leave: () => cluster.close() }
    },
  }
}

const onlooker = (cluster: StageCluster): Attendance => ({
  isHost: () => false,
  cluster: async () => (await cluster.reach())?.cluster,
  documents: async () => (await cluster.reach())?.documents,
  linger: () => Promise.resolve(),
  leave: () => cluster.close(),
})
