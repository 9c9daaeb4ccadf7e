import type { EnvironmentOptions, ExecutionEnvironment, Outcome } from './execution-environment.ts'
import type { FunctionError } from './runtime-api.ts'

export interface PoolOptions {
  /** Environments at once, at most. */
  limit: number
  /** Starts one, which tells when it is idle and when it is gone. */
  open: (id: string, told: Told) => Promise<ExecutionEnvironment>
  killAfterMs?: () => number | undefined
}

type Told = Pick<EnvironmentOptions, 'onIdle' | 'onGone'>

export interface EnvironmentPool {
  /** Runs the handler once, in an environment that is idle or a new one; waits when there may be no more. */
  invoke: (event: string) => Promise<Outcome>
  /** Ends the environments that there are: idle ones at once, those at work when they are done. */
  recycle: () => Promise<void>
  stop: () => Promise<void>
}

interface Job {
  event: string
  resolve: (outcome: Outcome) => void
}

/** The execution environments of one function: made when they are needed, frozen when they are idle. */
export const createEnvironmentPool = ({ limit, open, killAfterMs }: PoolOptions): EnvironmentPool => {
  const jobs: Job[] = []
  const all = new Map<string, Promise<ExecutionEnvironment>>()
  const idle = new Map<string, ExecutionEnvironment>()
  /** Those that will be idle before long: being started, or about to ask for the next invocation. */
  const coming = new Set<string>()
  /** Those that have worked, and those of them that are to end when they are done. */
  const used = new Set<string>()
  const retired = new Set<string>()
  const stopping = new AbortController()

  /** Gives waiting jobs to idle environments, the one used last first, and starts others for the rest. */
  const assign = () => {
    for (let last = newest(idle); jobs.length > 0 && last; last = newest(idle)) {
      idle.delete(last.id)
      void run(jobs.shift()!, last)
    }
    while (!stopping.signal.aborted && jobs.length > coming.size && all.size < limit) start(crypto.randomUUID())
  }

  const start = (id: string) => {
    const onIdle = async () => {
      coming.delete(id)
      const environment = await all.get(id)!
      if (retired.has(id)) return environment.kill()
      idle.set(id, environment)
      assign()
      idle.get(id)?.freeze()
    }
    const onGone = (initError?: FunctionError) => {
      for (const known of [all, idle, coming, used, retired]) known.delete(id)
      // The error belongs to the invocation that the environment was started for.
      if (initError) jobs.shift()?.resolve({ kind: 'failed', error: initError, billedMs: 0 })
      assign()
    }
    coming.add(id)
    all.set(id, open(id, { onIdle: () => void onIdle(), onGone }))
  }

  const run = async ({ event, resolve }: Job, environment: ExecutionEnvironment) => {
    const { id } = environment
    used.add(id)
    const outcome = await environment.invoke(event, killAfterMs?.())
    const lives = outcome.kind === 'answered' || outcome.kind === 'failed'
    if (lives && all.has(id) && !retired.has(id)) coming.add(id)
    resolve(outcome)
  }

  return {
    invoke: (event) =>
      new Promise((resolve) => {
        if (stopping.signal.aborted) return resolve(lost)
        jobs.push({ event, resolve })
        assign()
      }),
    recycle: async () => {
      for (const id of used) {
        coming.delete(id)
        if (!idle.has(id)) retired.add(id)
      }
      const ending = [...idle.values()]
      // Nothing is given to one that is about to be killed.
      idle.clear()
      await Promise.all(ending.map((environment) => environment.kill()))
    },
    stop: async () => {
      stopping.abort()
      for (const { resolve } of jobs.splice(0)) resolve(lost)
      await Promise.all([...all.values()].map(async (environment) => (await environment).kill()))
    },
  }
}

const lost: Outcome = { kind: 'killed', billedMs: 0 }

const newest = (idle: ReadonlyMap<string, ExecutionEnvironment>): ExecutionEnvironment | undefined =>
  [...idle.values()].at(-1)
