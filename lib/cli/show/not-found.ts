import { CommandError } from '../command-error.ts'

export const notFound = (kind: string, name: string, namespace: string): CommandError => {
  const help = `see what there is: millrace get ${kind.toLowerCase()}s`
  return new CommandError(`there is no ${kind} "${name}" in namespace ${namespace}`, { code: 'NotFound', help })
}
