/** Large bodies by key, such as archived logs. Keys are paths with `/`. */
export interface Objects {
  /** At once or not at all. What is there already stays: of several the first one counts. */
  put(key: string, body: Uint8Array): Promise<void>
  get(key: string): Promise<Uint8Array | undefined>
  has(key: string): Promise<boolean>
  /** Keys that start with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>
  /** Everything that starts with `prefix`. */
  remove(prefix: string): Promise<void>
}
