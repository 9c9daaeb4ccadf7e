export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Structured log: a constant message and fields. warn = it healed itself, error = a person must look. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
