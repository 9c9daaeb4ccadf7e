/** Containers that Millrace adds to an author's. They are no steps. */
export const helperNames = { runner: 'millrace-runner', collector: 'millrace-collector' } as const

export const isHelper = (containerName: string): boolean =>
  containerName === helperNames.runner || containerName === helperNames.collector
