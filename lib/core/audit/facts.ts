import type { Entry } from '../event.ts'
import type { RunHeader } from '../header.ts'
import type { RunId } from '../message.ts'
import type { Problem } from './finding.ts'

/** An entry of a log as it is stored. */
export type StoredEntry = Entry | (Problem & { seq: number })

/** A pod that carries Millrace's labels. */
export interface SeenPod {
  namespace: string
  name: string
  uid?: string
  nonce?: string
  /** Absent when its name and its labels do not agree on one. */
  task?: number
  attempt?: number
  /** Millrace's finalizer is on it. */
  held: boolean
  deleting: boolean
}

/** A claim that carries Millrace's labels. */
export interface SeenClaim {
  namespace: string
  name: string
  uid?: string
  nonce?: string
  deleting: boolean
}

/** What a cluster shows of one run. */
export interface SeenObjects {
  pods?: readonly SeenPod[]
  claims?: readonly SeenClaim[]
}

/** What a store holds of one run, and what a cluster shows of it where one was asked. */
export interface RunFacts extends SeenObjects {
  runId: RunId
  /** Epoch ms. */
  now: number
  /** In order of seq. */
  entries: readonly StoredEntry[]
  /** Text of the plan that the log names. */
  plan?: string | Problem
  header?: RunHeader | Problem
  /** The one with the highest seq. */
  snapshot?: { seq: number; text: string } | Problem
  /** How many logs of its containers are archived. */
  archived?: number
  /** Milliseconds after its `dueAt` from which a run is overdue. Absent: nobody is there to look, so none is. */
  overdueAfter?: number
}
