import type { DeadLetter } from '../../ports/queues.ts'
import type { Cli } from '../cli.ts'
import { CommandError, usageError } from '../command-error.ts'
import { count } from '../diagnostics/report.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { DlqInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { fieldLines } from '../show/fields.ts'
import { runOfLetter } from '../show/run-of-letter.ts'
import { ask } from '../terminal/ask.ts'
import { formatAge, isoTime } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { oneLine } from '../text/width.ts'

/** Letters that are looked through for one, or put back at once. */
const most = 1_000

/** `millrace dlq`: the messages that were given up. */
export const dlq = async (cli: Cli, invocation: DlqInvocation): Promise<ExitCode> => {
  const place = await openExistingPlace(cli)
  switch (invocation.action) {
    case 'list':
      return list(cli, place, invocation)
    case 'show':
      return show(cli, place, invocation.id)
    case 'redrive':
      return redrive(cli, place, invocation)
  }
}

type Of<Action> = Extract<DlqInvocation, { action: Action }>

const lettersOf = async (place: Place | undefined, limit: number): Promise<DeadLetter[]> =>
  (await place?.store.queues.deadLetters(limit)) ?? []

const list = async ({ terminal }: Cli, place: Place | undefined, { limit, output }: Of<'list'>): Promise<ExitCode> => {
  const letters = await lettersOf(place, limit)
  if (output === 'json') {
    const items = letters.map(({ at, ...letter }) => ({
      ...letter,
      at: isoTime(at),
      runId: runOfLetter(letter)?.runId,
    }))
    terminal.out(JSON.stringify(items, undefined, 2))
  } else if (letters.length === 0) terminal.err('No message was given up.')
  else {
    const rows = letters.map(({ id, at, queue, reason }) => [
      id,
      formatAge(Date.now() - at),
      queue,
      terminal.paint('yellow', oneLine(reason)),
    ])
    for (const line of table(['ID', 'GIVEN UP', 'QUEUE', 'REASON'], rows)) terminal.out(line)
  }
  return exitCodes.ok
}

const notThere = ({ command }: Cli, id: string): CommandError =>
  new CommandError(`there is no message ${id} that was given up`, {
    code: 'NotFound',
    help: `see those that there are: ${command('dlq list')}`,
  })

const show = async (cli: Cli, place: Place | undefined, id: string): Promise<ExitCode> => {
  const letter = (await lettersOf(place, most)).find((one) => one.id === id)
  if (!place || !letter) throw notThere(cli, id)
  const { queue, at, reason, body } = letter
  const run = await runWords(place, letter)
  const fields = fieldLines([
    ['Id', id],
    ['Queue', queue],
    ['Given up', `${isoTime(at)} (${formatAge(Date.now() - at)})`],
    ...(run === undefined ? [] : [['Run', run] as const]),
    ['Reason', reason],
  ])
  for (const line of fields) cli.terminal.out(line)
  cli.terminal.out(`\n${pretty(body)}`)
  return exitCodes.ok
}

const runWords = async ({ store: { headers } }: Place, letter: DeadLetter): Promise<string | undefined> => {
  const run = runOfLetter(letter)
  if (!run) return undefined
  const header =
    run.runId === undefined ? (await headers.named(run.namespace, run.name))[0] : await headers.get(run.runId)
  if (header) return `${header.name}  (${header.runId}, ${header.phase})`
  return `${[run.name, run.runId].filter((one) => one !== undefined).join('  ')}  (not there)`
}

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}

const redrive = async (cli: Cli, place: Place | undefined, { ids, all, yes }: Of<'redrive'>): Promise<ExitCode> => {
  if (all === ids.length > 0) throw usageError('which messages?', 'give their ids, or --all')
  const wanted = all ? (await lettersOf(place, most)).map(({ id }) => id) : [...new Set(ids)]
  const { terminal } = cli
  if (all && wanted.length > 0 && !yes && terminal.canAsk) {
    const isMeant = await ask(`put ${count(wanted.length, 'message')} back?`)
    if (!isMeant) return exitCodes.failed
  }
  const found = wanted.length === 0 ? 0 : ((await place?.store.queues.redrive(wanted)) ?? 0)
  terminal.out(`${count(found, 'message')} put back`)
  if (found < wanted.length) terminal.err(`${count(wanted.length - found, 'message')} not found`)
  return found < wanted.length ? exitCodes.failed : exitCodes.ok
}
