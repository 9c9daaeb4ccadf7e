/** What a part of the work used, of what costs something. */
export interface Usage {
  writeUnits: number
  readUnits: number
  sqsRequests: number
  messages: number
  invocations: number
  /** As it is modelled to be on AWS. */
  gbSeconds: number
  /** As it was here. */
  gbSecondsHere: number
  s3Writes: number
  s3Reads: number
  logBytes: number
}

export const noUsage = (): Usage => ({
  writeUnits: 0,
  readUnits: 0,
  sqsRequests: 0,
  messages: 0,
  invocations: 0,
  gbSeconds: 0,
  gbSecondsHere: 0,
  s3Writes: 0,
  s3Reads: 0,
  logBytes: 0,
})

/** Adds `more` to what is there, in place; `weight` of it. */
export const addTo = (usage: Usage, more: Partial<Usage>, weight = 1): void => {
  for (const [name, amount] of Object.entries(more) as [keyof Usage, number][]) usage[name] += amount * weight
}

export const divided = (usage: Usage, by: number): Usage => {
  const result = noUsage()
  addTo(result, usage, 1 / by)
  return result
}
