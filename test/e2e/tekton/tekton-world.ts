import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApplyDefinition } from '../../../lib/app/apply-definition.ts'
import { logKey } from '../../../lib/app/collect/archive.ts'
import { runIdentity } from '../../../lib/app/run-identity.ts'
import type { Event, EventOf } from '../../../lib/core/event.ts'
import type { RunHeader } from '../../../lib/core/header.ts'
import type { KubeObject } from '../../../lib/core/kubernetes.ts'
import type { RunCancel, RunId } from '../../../lib/core/message.ts'
import { indexPlan, Plan } from '../../../lib/core/plan.ts'
import { replay } from '../../../lib/core/replay.ts'
import type { RunState, TaskState } from '../../../lib/core/run.ts'
import type { RunSettings } from '../../../lib/core/settings.ts'
import { checkDocument } from '../../../lib/dialects/check-document.ts'
import { dialectOf } from '../../../lib/dialects/dialects.ts'
import type { SourceDocument } from '../../../lib/dialects/yaml/document.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'
import { processKubelet } from '../../../lib/local/cluster/process/process-kubelet.ts'
import { embeddedWorld } from '../../support/embedded-world.ts'

/** A run as it is at the moment. */
export interface TektonRun {
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

/** The embedded default, to which files are given as a person does. */
export const tektonWorld = async (settings: Partial<RunSettings> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tekton-'))
  const world = await embeddedWorld({ kubelet: processKubelet({ folder }), settings })
  const { clock, headers, runLog, queues, objects } = world
  const apply = createApplyDefinition(world)

  const within = async <T>(ms: number, what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = clock.now() + ms; clock.now() < end; await clock.wait(10)) {
      const seen = await look()
      if (seen !== undefined) return seen
    }
    throw new Error(`no ${what} after ${ms} ms\n${world.log.lines.slice(-20).join('\n')}`)
  }

  const look = async (runId: RunId, header: RunHeader): Promise<TektonRun> => {
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
        within(10_000, `log of ${task}`, async () => {
          const body = await objects.get(logKey(runId, [names.indexOf(task), attempt], `step-${step}`))
          return body && Buffer.from(body).toString()
        }),
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
  const until = async (runId: RunId, isSo: (run: TektonRun) => boolean): Promise<TektonRun> =>
    within(60_000, 'such run', async () => {
      const header = await headers.get(runId)
      const run = header && (await look(runId, header))
      return run && isSo(run) ? run : undefined
    })

  return {
    ...world,
    submit,
    until,
    /** Submits and resolves when the run has ended. Throws `Refused`. */
    run: async (text: string, namespace: string): Promise<TektonRun> => {
      const runId = await submit(text, namespace)
      const header = await within(60_000, 'end', async () => {
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
    stop: async (): Promise<void> => {
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type TektonWorld = Awaited<ReturnType<typeof tektonWorld>>

const checked = (text: string): SourceDocument[] => {
  const { documents, diagnostics } = readDocuments(text, 'given.yaml')
  const errors = [...diagnostics, ...documents.flatMap(checkDocument)].filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Refused(errors.map(({ code, message }) => `${code}: ${message}`))
  return documents
}
