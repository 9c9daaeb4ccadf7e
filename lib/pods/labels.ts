/** Label keys of every object that a run makes. Their values fit a label: at most 63 characters. */
export const labels = {
  installation: 'millrace.dev/installation',
  run: 'millrace.dev/run',
  task: 'millrace.dev/task',
  attempt: 'millrace.dev/attempt',
  managedBy: 'app.kubernetes.io/managed-by',
} as const

export const manager = 'millrace'

/** An object that does not carry its run's nonce is not ours, whatever its name. */
export const nonceAnnotation = 'millrace.dev/nonce'

/** Whose layout the pod has, and in whose words its failure is told: `tekton`, or absent. */
export const layoutAnnotation = 'millrace.dev/layout'

/** Keeps a pod's name taken until its run has accounted for it. */
export const finalizer = 'millrace.dev/accounting'

/** Labels that select the pods of an installation, or of one of its runs. */
export const podQueryLabels = (installation: string, runId?: string): Record<string, string> => ({
  [labels.managedBy]: manager,
  [labels.installation]: installation,
  ...(runId === undefined ? {} : { [labels.run]: runId }),
})

/** The nearest valid label value: at most 63 of [A-Za-z0-9_.-], alphanumeric at both ends; may be empty. */
export const labelValue = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[_.-]+/, '')
    .slice(0, 63)
    .replace(/[_.-]+$/, '')

/** What the author wrote, without what would name another controller as the owner: `managed-by` of any kind. */
export const withoutManager = (written: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(written).filter(([key]) => !/(^|\/)managed-by$/.test(key)))
