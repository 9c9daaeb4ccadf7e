/** Pods are on this machine's own network. */
export const nodeAddress = '127.0.0.1'
