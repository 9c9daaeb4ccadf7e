/**
 * Values that nobody should see, by the names that their stores know them by.
 * Throws `NotFound`, `Invalid` (no name of a secret, or not allowed), `Unavailable`; never with a value in it.
 */
export interface Secrets {
  /** May be some minutes old. */
  secret(name: string): Promise<string>
}
