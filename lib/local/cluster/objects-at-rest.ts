import type { Database } from '../../adapters/sqlite/database.ts'
import type { KubeObject } from '../../core/kubernetes.ts'

/** The objects of a kind, by plural name, as the last host of the folder has left them. Nothing is started or changed. */
export const objectsAtRest = (database: Database, resource: string): KubeObject[] => {
  // A folder that was never hosted has no cluster.
  const isThere = database.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'cluster_objects'")
  if (!isThere) return []
  const sql = 'SELECT body FROM cluster_objects WHERE resource = ? ORDER BY revision'
  return database.all<{ body: string }>(sql, resource).map(({ body }) => JSON.parse(body) as KubeObject)
}
