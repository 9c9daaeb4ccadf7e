import { createInterface } from 'node:readline/promises'

/** Asks on standard error. Anything but yes is no, the end of input too. */
export const ask = async (question: string): Promise<boolean> => {
  const input = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => input.once('close', () => resolve('')))
  const answer = await Promise.race([input.question(`${question} [y/N] `), closed])
  input.close()
  return /^y(es)?$/i.test(answer.trim())
}
