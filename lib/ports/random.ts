/** Chance as an input. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number
  /** Hex text of `bytes` unpredictable bytes. */
  hex(bytes: number): string
}
