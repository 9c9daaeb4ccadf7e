import { createEnvironmentPool } from './environment-pool.ts'
import { type Outcome, startEnvironment } from './execution-environment.ts'
import type { FunctionDefinition } from './function-definition.ts'

/** What happened to a function so far. Times in ms. */
export interface Counters {
  invocations: number
  coldStarts: number
  /** Invocations that ended with an error, those that were out of time or killed included. */
  errors: number
  timeouts: number
  killed: number
  billedMs: number
  /** From the start of each environment until it was loaded. */
  initMs: number
}

export interface LambdaFunction {
  definition: FunctionDefinition
  counters: Counters
  /** The newest lines of its log. */
  lines: readonly string[]
  /** Runs the handler once, in an environment that is idle or a new one; waits when there may be no more. */
  invoke: (event: unknown) => Promise<Outcome>
  /** Ends the environments that there are, those at work when they are done: the next invocations are cold. */
  recycle: () => Promise<void>
  /** Kills all of them. Nothing may be invoked any more. */
  stop: () => Promise<void>
}

export interface LambdaFunctionOptions {
  definition: FunctionDefinition
  variables: Readonly<Record<string, string>>
  /** After how many ms the invocation that starts now is killed, if it is then still at work. */
  killAfterMs?: () => number | undefined
  /** Told that Lambda uses the function's role for its log, once per environment and action. */
  onLog?: (action: 'logs:CreateLogStream' | 'logs:PutLogEvents', stream: string) => void
}

/** A function with its execution environments, its log and its figures. */
export const createLambdaFunction = ({
  definition,
  variables,
  killAfterMs,
  onLog,
}: LambdaFunctionOptions): LambdaFunction => {
  const counters = noCounters()
  const log = createLog()
  const pool = createEnvironmentPool({
    limit: definition.concurrency,
    ...(killAfterMs && { killAfterMs }),
    open: (id, { onIdle, onGone }) => {
      const started = performance.now()
      let loaded = false
      let quiet = true
      counters.coldStarts++
      onLog?.('logs:CreateLogStream', id)
      return startEnvironment({
        id,
        definition,
        variables,
        onGone,
        onIdle: () => {
          if (!loaded) counters.initMs += Math.ceil(performance.now() - started)
          loaded = true
          onIdle()
        },
        onLine: (line) => {
          if (quiet) onLog?.('logs:PutLogEvents', id)
          quiet = false
          log.say(line)
        },
      })
    },
  })

  return {
    definition,
    counters,
    lines: log.lines,
    invoke: async (event) => {
      counters.invocations++
      const outcome = await pool.invoke(JSON.stringify(event))
      count(counters, outcome)
      if (outcome.kind === 'timed out')
        log.say(`Task timed out after ${(definition.timeoutMs / 1_000).toFixed(2)} seconds`)
      return outcome
    },
    recycle: pool.recycle,
    stop: pool.stop,
  }
}

const noCounters = (): Counters => ({
  invocations: 0,
  coldStarts: 0,
  errors: 0,
  timeouts: 0,
  killed: 0,
  billedMs: 0,
  initMs: 0,
})

const count = (counters: Counters, outcome: Outcome): void => {
  counters.billedMs += outcome.billedMs
  if (outcome.kind !== 'answered') counters.errors++
  if (outcome.kind === 'timed out') counters.timeouts++
  if (outcome.kind === 'killed') counters.killed++
}

/** Lines that are kept at least. */
const keptLines = 5_000

const createLog = () => {
  const lines: string[] = []
  return {
    lines,
    say: (line: string): void => {
      lines.push(line)
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
    },
  }
}
