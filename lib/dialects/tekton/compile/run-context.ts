import type { JsonObject } from '../../../core/kubernetes.ts'
import type { Find } from '../../dialect.ts'
import type { WorkspaceBinding } from '../schema/workspace.ts'
import type { Claims } from './claims.ts'
import type { Problems } from './problems.ts'

/** What a run is compiled in. */
export interface RunContext {
  runName: string
  runId: string
  namespace: string
  find: Find
  /** For required workspaces that nothing is bound to. */
  defaultWorkspace: WorkspaceBinding | undefined
  problems: Problems
  claims: Claims
}

/** The setting, as a binding of any name. */
export const defaultBinding = (setting: JsonObject | undefined): WorkspaceBinding | undefined =>
  setting && { ...setting, name: 'default' }
