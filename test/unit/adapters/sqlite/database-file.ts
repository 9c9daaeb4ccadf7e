import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../../../../lib/adapters/sqlite/database.ts'

/** Path of a file that does not exist yet, in a folder that goes when the test has finished. */
export const freshFile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sqlite-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'millrace.db')
}

/** Opened, and closed when the test has finished. */
export const opened = (path: string, options?: { busyTimeout?: number }): Database => {
  const database = openDatabase(path, options)
  onTestFinished(() => database.close())
  return database
}
