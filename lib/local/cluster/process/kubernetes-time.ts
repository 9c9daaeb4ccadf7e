/** As Kubernetes writes times: RFC 3339, whole seconds. */
export const kubernetesTime = (epochMs: number): string => new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z')
