import { systemClock } from '../../adapters/system/system-clock.ts'
import { createReplayRun, type Replayed } from '../../app/replay-run.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { ReplayInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { eventWords } from '../show/event-words.ts'
import { notFound } from '../show/not-found.ts'
import { findRun, parseRunRef } from '../show/run-ref.ts'
import { formatDuration } from '../text/duration.ts'
import { oneLine, padEnd } from '../text/width.ts'

/** `millrace replay`: every entry of a run's log, and whether it still leads to what is stored. Answers 1 if it does not. */
export const replay = async (cli: Cli, { ref, output }: ReplayInvocation): Promise<ExitCode> => {
  const place = await openExistingPlace(cli)
  const runId = place && (await idOf(cli, place, ref))
  if (!runId) throw notFound('run', ref, cli.namespace)
  const { store, inventory } = place
  const replayRun = createReplayRun({ ...store, inventory, clock: systemClock })
  const told: { seq: number; at: number; events: string[] }[] = []
  const replayed = await replayRun(runId, ({ seq, at, events }, { plan, state }) => {
    told.push({ seq, at, events: events.map((event) => oneLine(eventWords(plan, state, event))) })
  })
  if (replayed.entries === 0 && replayed.findings.length === 0) throw notFound('run', ref, cli.namespace)
  if (output === 'json') print(cli, { runId, entries: told, differences: replayed.findings })
  else show(cli, told, replayed)
  return replayed.findings.length === 0 ? exitCodes.ok : exitCodes.failed
}

/** A run that is named by its id needs no header. */
const idOf = async (cli: Cli, { store }: Place, text: string): Promise<RunId> => {
  const ref = parseRunRef(text)
  return ref.type === 'id' ? ref.runId : (await findRun(store.headers, text, cli.namespace)).runId
}

const print = ({ terminal }: Cli, value: object): void => terminal.out(JSON.stringify(value, undefined, 2))

type Told = Pick<Entry, 'seq' | 'at'> & { events: readonly string[] }

const show = ({ terminal }: Cli, told: readonly Told[], { entries, findings }: Replayed): void => {
  const { paint, icons } = terminal
  const began = told[0]?.at ?? 0
  const digits = String(told.at(-1)?.seq ?? 0).length
  for (const { seq, at, events } of told) {
    const time = padEnd(`+${formatDuration(at - began)}`, 8)
    terminal.out(`${String(seq).padStart(digits)}  ${paint('dim', time)}  ${events.join('; ')}`)
  }
  const [first] = findings
  const result = first
    ? `${paint('red', icons.phase.Failed)} ${first.object}: ${oneLine(first.message)}`
    : `${paint('green', icons.phase.Succeeded)} replays to the state that is stored, from ${entries} ${entries === 1 ? 'entry' : 'entries'}`
  terminal.out(result)
}
