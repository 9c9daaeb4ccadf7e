/** A run as another version of Millrace has stored it: read by its schemas of today. */
export interface Recorded {
  plan: unknown
  entries: unknown[]
  /** What that version folded. */
  state: Readonly<Record<string, unknown>>
}
