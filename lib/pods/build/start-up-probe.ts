import type { Container, JsonObject } from '../../core/kubernetes.ts'
import { binFolder } from './runner-script.ts'

/** The most that the API takes. */
const forEver = 2_147_483_647

interface Probe {
  exec?: { command: string[] }
  initialDelaySeconds?: number
  timeoutSeconds?: number
}

/**
 * A native sidecar holds the first step back by its start-up probe alone: a readiness probe becomes one, which never
 * gives up, because a sidecar that is not ready is not restarted. Where both are given the start-up probe stays, and
 * readiness joins it if both are commands.
 */
export const startUpProbe = (sidecar: Container): JsonObject | undefined => {
  const { startupProbe, readinessProbe } = sidecar
  if (readinessProbe === undefined) return startupProbe
  if (startupProbe === undefined) return patient(readinessProbe)
  return isJoined(sidecar) ? joined(startupProbe, readinessProbe) : startupProbe
}

/** Whether the probe needs the runner's shell. */
export const isJoined = ({ startupProbe, readinessProbe }: Container): boolean => {
  const [first, second] = [startupProbe, readinessProbe].map((probe) => (probe as Probe | undefined)?.exec?.command)
  return first !== undefined && second !== undefined && JSON.stringify(first) !== JSON.stringify(second)
}

/** A start-up probe that succeeds once has succeeded. */
const patient = (probe: JsonObject): JsonObject => ({ ...probe, successThreshold: 1, failureThreshold: forEver })

const joined = (startup: JsonObject, readiness: JsonObject): JsonObject => {
  const [first, second] = [startup as Probe, readiness as Probe]
  const both = [first, second].map(({ exec }) => exec!.command.map(quoted).join(' ')).join(' && ')
  return {
    ...patient(startup),
    exec: { command: [`${binFolder}/sh`, '-c', both] },
    initialDelaySeconds: Math.max(first.initialDelaySeconds ?? 0, second.initialDelaySeconds ?? 0),
    timeoutSeconds: (first.timeoutSeconds ?? 1) + (second.timeoutSeconds ?? 1),
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
