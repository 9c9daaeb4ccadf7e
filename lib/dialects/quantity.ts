const quantity = /^\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?$/

/** Whether Kubernetes reads the text as an amount of a resource; a negative one it refuses. */
export const isQuantity = (text: string): boolean => quantity.test(text)
