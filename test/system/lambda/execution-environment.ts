import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { exited, spawnLeashed } from '../emulator/child-process.ts'
import type { FunctionDefinition } from './function-definition.ts'
import { type FunctionError, type RuntimeApi, startRuntimeApi } from './runtime-api.ts'

/** How an invocation ended. `billedMs` is the time from the event's delivery to the answer. */
export type Outcome = { billedMs: number } & (
  | { kind: 'answered'; payload: string }
  | { kind: 'failed'; error: FunctionError }
  | { kind: 'timed out' }
  | { kind: 'killed' }
)

export interface EnvironmentOptions {
  id: string
  definition: FunctionDefinition
  /** All its variables but those that the environment adds itself. */
  variables: Readonly<Record<string, string>>
  /** Told when it waits for an invocation: first when it was loaded, then after each. It is frozen unless it gets one. */
  onIdle: () => void
  /** Told once, when its process is gone; with the reason when it could not even be loaded. */
  onGone: (initError?: FunctionError) => void
  onLine: (line: string) => void
}

/** A process that runs one function, for one invocation at a time. */
export interface ExecutionEnvironment {
  readonly id: string
  /** Must be idle. `killAfterMs`: it is killed if it is then still at work. */
  invoke: (event: string, killAfterMs?: number) => Promise<Outcome>
  /** Stops its clock until the next invocation: nothing in it runs. */
  freeze: () => void
  /** Resolves when its process is gone. */
  kill: () => Promise<void>
}

/** Lambda gives a function so long to be loaded. */
const initLimitMs = 10_000

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url))

interface Current {
  id: string
  started: number
  end: (outcome: Unbilled) => void
}
type Unbilled =
  | { kind: 'answered'; payload: string }
  | { kind: 'failed'; error: FunctionError }
  | { kind: 'timed out' }
  | { kind: 'killed' }

export const startEnvironment = async (options: EnvironmentOptions): Promise<ExecutionEnvironment> => {
  const { definition, onIdle, onGone, onLine } = options
  let current: Current | undefined
  let loaded = false
  let initError: FunctionError | undefined

  const end = (id: string, outcome: Unbilled) => {
    if (current?.id === id) current.end(outcome)
  }
  const api = await startRuntimeApi({
    asking: () => {
      loaded = true
      onIdle()
    },
    answered: (id, payload) => end(id, { kind: 'answered', payload }),
    failed: (id, error) => end(id, { kind: 'failed', error }),
    initFailed: (error) => {
      initError = error
    },
  })
  const child = launch(options, api)
  const initLimit = setTimeout(() => {
    if (!loaded) child.kill('SIGKILL')
  }, initLimitMs)
  for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', onLine)
  child.once('exit', (code, signal) => {
    clearTimeout(initLimit)
    const error = { errorType: 'Runtime.ExitError', errorMessage: `exited with ${signal ?? `status ${code}`}` }
    current?.end({ kind: 'failed', error })
    onGone(loaded ? undefined : (initError ?? error))
    void api.close()
  })

  const invoke = (event: string, killAfterMs?: number): Promise<Outcome> =>
    new Promise((resolve) => {
      const id = randomUUID()
      const started = performance.now()
      const doom = (outcome: Unbilled) => () => {
        end(id, outcome)
        child.kill('SIGKILL')
      }
      const limit = setTimeout(doom({ kind: 'timed out' }), definition.timeoutMs)
      const fate = killAfterMs === undefined ? undefined : setTimeout(doom({ kind: 'killed' }), killAfterMs)
      current = {
        id,
        started,
        end: (outcome) => {
          current = undefined
          clearTimeout(limit)
          clearTimeout(fate)
          resolve({ ...outcome, billedMs: Math.ceil(performance.now() - started) })
        },
      }
      child.kill('SIGCONT')
      api.deliver({ id, event, functionArn: definition.arn, deadline: Date.now() + definition.timeoutMs })
    })

  return {
    id: options.id,
    invoke,
    freeze: () => void child.kill('SIGSTOP'),
    kill: async () => {
      current?.end({ kind: 'killed' })
      child.kill('SIGKILL')
      await exited(child)
    },
  }
}

const launch = ({ id, definition, variables }: EnvironmentOptions, api: RuntimeApi): ChildProcess => {
  const { name, handler, memoryMb, code, logGroup } = definition
  const own = {
    PATH: process.env['PATH'],
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_RUNTIME_API: new URL(api.url).host,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: id,
    AWS_SESSION_TOKEN: id,
    LAMBDA_TASK_ROOT: code,
    _HANDLER: handler,
  }
  // What a function may use is more than its heap: V8 gets three quarters, and three times the semi-space.
  const heap = [
    `--max-old-space-size=${Math.floor(memoryMb * 0.75)}`,
    `--max-semi-space-size=${Math.floor(memoryMb * 0.05)}`,
  ]
  return spawnLeashed([process.execPath, ...heap, bootstrap], { ...own, ...variables })
}
