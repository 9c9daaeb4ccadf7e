/** What is used of the Kubernetes client, so that a bundle need not carry the rest. Loaded only when it is needed. */
export { KubeConfig } from '@kubernetes/client-node'
