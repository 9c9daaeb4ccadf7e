/**
 * Epoch ms of a time of the API: RFC 3339 text, or a Date from a client that parses what it lists.
 * The zero time, which runtimes report for what never started, is absent.
 */
export const epochMs = (time: unknown): number | undefined => {
  if (time === undefined || time === null) return undefined
  // oxlint-disable-next-line eslint/no-restricted-globals -- reads a text, not the clock
  const ms = new Date(time as string).getTime()
  return ms > 0 ? ms : undefined
}
