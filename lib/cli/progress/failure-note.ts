import { oneLine } from '../text/width.ts'

/** What the message says beyond the exit code, on one line. */
export const noteBeside = ({ exitCode, message }: { exitCode?: number; message?: string }): string | undefined => {
  const note = message === undefined ? '' : oneLine(message)
  return note === '' || note === `exit code ${exitCode}` ? undefined : note
}
