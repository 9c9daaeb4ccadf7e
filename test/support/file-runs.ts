import { createApplyDefinition } from '../../lib/app/apply-definition.ts'
import { runIdentity } from '../../lib/app/run-identity.ts'
import type { Event, EventOf } from '../../lib/core/event.ts'
import type { RunHeader } from '../../lib/core/header.ts'
import type { KubeObject } from '../../lib/core/kubernetes.ts'
import type { RunCancel, RunId } from '../../lib/core/message.ts'
import { indexPlan, Plan } from '../../lib/core/plan.ts'
import { replay } from '../../lib/core/replay.ts'
import type { RunState, TaskState } from '../../lib/core/run.ts'
import { checkDocument } from '../../lib/dialects/check-document.ts'
import { dialectOf } from '../../lib/dialects/dialects.ts'
import type { SourceDocument } from '../../lib/dialects/yaml/document.ts'
import { readDocuments } from '../../lib/dialects/yaml/read.ts'
import type { Clock } from '../../lib/ports/clock.ts'
import type { Documents } from '../../lib/ports/cluster.ts'
import type { Definitions } from '../../lib/ports/definitions.ts'
import type { Objects } from '../../lib/ports/objects.ts'
import type { Queues } from '../../lib/ports/queues.ts'
import type { RunHeaders } from '../../lib/ports/run-headers.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'
import { archivedText } from './archived-text.ts'

/** A run as it is at the moment. */
export interface FileRun {
  runId: RunId
  header: RunHeader
  state: RunState
  /** By name; of a task that has fanned out the instances too, as `name-0`. */
  tasks: Readonly<Record<string, TaskState>>
  events: readonly Event[]
  /** How many attempts each task has ended, by name. */
  attempts: Readonly<Record<string, number>>
  /** What a step of the first attempt wrote, or of another one. */
  log(task: string, step: string, attempt?: number): Promise<string>
}

/** What a file has that cannot be carried out. */
export class Refused extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.name = 'Refused'
  }
}

/** What a person reaches of a world in which runs go on. */
export interface Reach {
  clock: Clock
  headers: RunHeaders
  runLog: RunLog
  queues: Queues
  objects: Objects
  definitions: Definitions
  documents: Documents
  log: { lines: readonly string[] }
}

/** Gives files to a world as a person does, and looks at what becomes of them, for `patience` ms. */
export const createFileRuns = (world: Reach, { patience = 60_000 } = {}) => {
  const { clock, headers, runLog, queues, objects } = world
  const apply = createApplyDefinition(world)

  const within = async <T>(ms: number, what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = clock.now() + ms; clock.now() < end; await clock.wait(10)) {
      const seen = await look()
      if (seen !== undefined) return seen
    }
    throw new Error(`no ${what} after ${ms} ms\n${world.log.lines.slice(-20).join('\n')}`)
  }

  const look = async (runId: RunId, header: RunHeader): Promise<FileRun> => {
    const entries = await runLog.read(runId, 0)
    const events = entries.flatMap((entry) => entry.events)
    const { plan: hash } = events.find((event): event is EventOf<'run.opened'> => event.type === 'run.opened')!
    const plan = indexPlan(Plan.parse(JSON.parse(await runLog.plan(runId, hash))))
    const state = replay(plan, entries)
    const nameOf = ({ of, instance }: TaskState, index: number): string =>
      of === undefined ? plan.tasks[index]!.name : `${plan.tasks[of]!.name}-${instance}`
    const names = state.tasks.map(nameOf)
    const ended = events.filter((event) => event.type === 'attempt.ended')
    return {
      runId,
      header,
      state,
      events,
      tasks: Object.fromEntries(state.tasks.map((task, index) => [names[index]!, task])),
      attempts: Object.fromEntries(names.map((name, at) => [name, ended.filter(({ task }) => task === at).length])),
      log: (task, step, attempt = 0) =>
        within(10_000, `log of ${task}`, () =>
          archivedText(objects, { runId, task: names.indexOf(task), attempt, container: `step-${step}` }),
        ),
    }
  }

  /** Stores and applies what is in the file, in its order, and starts its first run. */
  const submit = async (text: string, namespace: string): Promise<RunId> => {
    const documents = checked(text)
    let run: SourceDocument | undefined
    for (const document of documents) {
      const value = document.value as KubeObject
      const dialect = dialectOf(document)
      if (!dialect) await world.documents.apply({ ...value, metadata: { ...value.metadata, namespace } })
      else if (dialect.definitions.includes(value.kind))
        await apply(dialect, document, { namespace, kind: value.kind, name: value.metadata.name })
      else run ??= document
    }
    if (!run) throw new Error('the file has no run')
    const identity = runIdentity(run, { namespace, key: namespace })
    const message = { type: 'run.submit', namespace, key: namespace, text: run.text }
    await queues.send('submit', [{ body: JSON.stringify(message) }])
    return identity.runId
  }

  /** What `resolve` says of a submission that it cannot carry out. */
  const rejection = async (namespace: string): Promise<string | undefined> =>
    (await queues.deadLetters(100)).find(({ body }) => (JSON.parse(body) as { key?: string }).key === namespace)?.reason

  /** Resolves once the run is as it should be. */
  const until = async (runId: RunId, isSo: (run: FileRun) => boolean): Promise<FileRun> =>
    within(patience, 'such run', async () => {
      const header = await headers.get(runId)
      const run = header && (await look(runId, header))
      return run && isSo(run) ? run : undefined
    })

  return {
    submit,
    until,
    /** Submits and resolves when the run has ended. Throws `Refused`. */
    run: async (text: string, namespace: string): Promise<FileRun> => {
      const runId = await submit(text, namespace)
      const header = await within(patience, 'end', async () => {
        const seen = await headers.get(runId)
        if (seen?.endedAt !== undefined) return seen
        const reason = seen ? undefined : await rejection(namespace)
        if (reason !== undefined) throw new Refused([reason])
        return undefined
      })
      return look(runId, header)
    },
    cancel: (runId: RunId, mode?: 'finally' | 'stop'): Promise<void> => {
      const message = { type: 'run.cancel', runId, ...(mode && { mode }) } satisfies Parameters<
        typeof RunCancel.parse
      >[0]
      return queues.send('work', [{ body: JSON.stringify(message) }])
    },
  }
}

export type FileRuns = ReturnType<typeof createFileRuns>

const checked = (text: string): SourceDocument[] => {
  const { documents, diagnostics } = readDocuments(text, 'given.yaml')
  const errors = [...diagnostics, ...documents.flatMap(checkDocument)].filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Refused(errors.map(({ code, message }) => `${code}: ${message}`))
  return documents
}
