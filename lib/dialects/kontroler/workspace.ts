/** Where every task of a DAG with a workspace finds it, and the name of its volume. */
export const workspacePath = '/workspace'
export const workspaceVolume = 'workspace'

/** The claim that a run makes for its workspace. */
export const workspaceClaim = (runName: string): string => `${runName}-pvc`
