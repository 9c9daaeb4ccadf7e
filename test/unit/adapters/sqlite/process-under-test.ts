import { once } from 'node:events'
import { openDatabase } from '../../../../lib/adapters/sqlite/database.ts'
import { processOwner } from '../../../../lib/adapters/sqlite/process-owner.ts'
import { createSqliteLeases } from '../../../../lib/adapters/sqlite/sqlite-leases.ts'
import { createSqliteQueues, queueTopic } from '../../../../lib/adapters/sqlite/sqlite-queues.ts'
import { createSqliteRunLog } from '../../../../lib/adapters/sqlite/sqlite-run-log.ts'
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts'
import { systemRandom } from '../../../../lib/adapters/system/system-random.ts'
import { isError } from '../../../../lib/core/error.ts'
import { RunId } from '../../../../lib/core/message.ts'

const [command = '', file = '', id = ''] = process.argv.slice(2)
const say = (line: unknown) => console.log(JSON.stringify(line))
const told = () => once(process.stdin, 'data')

const commands: Record<string, () => Promise<void>> = {
  /** Takes a lease and every message, then does nothing until it is killed. */
  hold: async () => {
    const database = openDatabase(file)
    const queues = createSqliteQueues(database, { clock: systemClock, random: systemRandom })
    await createSqliteLeases(database).take('cluster', 'held', { now: 0, until: Number.MAX_SAFE_INTEGER })
    const messages = await queues.receive('work', { max: 10, visibilityMs: 600_000, waitMs: 0 })
    say({ owner: processOwner(), messages: messages.length })
    await told()
  },

  /** Sends a message when it is told to, and says when that was. */
  send: async () => {
    const queues = createSqliteQueues(openDatabase(file), { clock: systemClock, random: systemRandom })
    say('ready')
    await told()
    const at = Date.now()
    await queues.send('work', [{ body: 'from another process' }])
    say({ at })
    process.exit()
  },

  /** Opens the file when told to, tries to append each of 25 entries, and says which of them it won. */
  append: async () => {
    say('ready')
    await told()
    const runLog = createSqliteRunLog(openDatabase(file))
    const won: number[] = []
    for (let seq = 1; seq <= 25; seq += 1) {
      try {
        await runLog.append(RunId.parse(id), {
          seq,
          at: 0,
          causes: [`${process.pid}`],
          events: [{ type: 'run.closed' }],
        })
        won.push(seq)
      } catch (error) {
        if (!isError(error, 'Conflict')) throw error
      }
    }
    say(won)
    process.exit()
  },

  /** Listens for news and does nothing else. */
  listen: async () => {
    openDatabase(file).news.listen(queueTopic('work'), () => say('news'))
    say('listening')
  },
}

await commands[command]?.()
