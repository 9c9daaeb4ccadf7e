import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files of one embedded installation. */
export interface DataFolder {
  path: string
  database: string
  /** Where the embedded cluster keeps claims, and the folders and logs of pods. */
  cluster: string
  /** How kubectl, and other terminals, reach the embedded cluster while a process hosts it. */
  kubeconfig: string
}

export const dataFolder = (path: string): DataFolder => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return {
    path,
    database: join(path, 'millrace.db'),
    cluster: join(path, 'cluster'),
    kubeconfig: join(path, 'kubeconfig'),
  }
}
