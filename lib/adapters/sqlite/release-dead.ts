import { queueNames } from '../../core/message.ts'
import type { Database } from './database.ts'
import { queueTopic } from './sqlite-queues.ts'

const owners = 'SELECT owner FROM messages WHERE owner IS NOT NULL UNION SELECT process AS owner FROM leases'

/**
 * Frees at once what processes that no longer run have held: their messages in flight become visible, with their
 * receives counted, and their leases expire, keeping the resourceVersion for whoever takes them.
 */
export const releaseDead = (database: Database, isAlive: (owner: string) => boolean): void => {
  database.write(() => {
    for (const { owner } of database.all<{ owner: string }>(owners)) {
      if (isAlive(owner)) continue
      database.run('UPDATE messages SET visible_at = 0, owner = NULL WHERE owner = ?', owner)
      database.run('UPDATE leases SET until = 0 WHERE process = ?', owner)
    }
  })
  for (const queue of queueNames) database.news.publish(queueTopic(queue))
}
