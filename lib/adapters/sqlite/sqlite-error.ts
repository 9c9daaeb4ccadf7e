import { MillraceError } from '../../core/error.ts'

/** Primary result codes of https://sqlite.org/rescode.html; the extended ones keep them in the low byte. */
const unavailable = new Map([
  [5, 'another process holds the file for too long'],
  [6, 'a table is locked'],
  [10, 'the disk failed'],
  [13, 'the disk is full'],
  [14, 'the file cannot be opened'],
])
const corrupt = new Map([
  [11, 'the file is damaged'],
  [26, 'the file is not a database'],
])

const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined

export const isBusy = (error: unknown): boolean => resultCode(error) === 5

/** What SQLite throws, in Millrace's words. What is nobody's weather stays as it is: it is a mistake in our SQL. */
export const translateSqliteError = (error: unknown): unknown => {
  const code = resultCode(error)
  if (code === undefined) return error
  const detail = (error as Error).message
  const weather = unavailable.get(code)
  if (weather !== undefined) return new MillraceError('Unavailable', `${weather}: ${detail}`, { cause: error })
  const damage = corrupt.get(code)
  if (damage !== undefined) return new MillraceError('CorruptState', `${damage}: ${detail}`, { cause: error })
  return error
}
