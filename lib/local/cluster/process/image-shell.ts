import type { Container, Pod } from '../../../core/kubernetes.ts'
import { findTool } from './sandbox/find-tool.ts'

/** Images whose `/bin/sh` is busybox's: by their names, which is all that is known of an image here. */
const withBusybox = /(^|\/)(alpine|busybox|bash)([:@]|$)|alpine/

/** As a word of a command, or of a script in the pod's annotations. */
const namesAsh = /(?<![\w.-])ash(?![\w.-])/

export interface ImageShell {
  /** Of this machine. */
  program: string
  /** Where containers look for it. */
  paths: readonly string[]
}

/**
 * The program that stands for `/bin/sh` in containers of an image. Scripts lean on the shell of their image: `[ a == b ]`
 * is right to busybox and wrong to dash. Undefined: the machine's own.
 * Room for `ash` costs a mount for each program of `/bin`, so that it is made only where the pod names it.
 */
export const imageShell = (
  { image = '', command = [], args = [] }: Pick<Container, 'image' | 'command' | 'args'>,
  annotations: Pod['metadata']['annotations'] = {},
): ImageShell | undefined => {
  const program = withBusybox.test(image.replace(/@.*$/, '')) ? findTool('busybox') : undefined
  if (program === undefined) return undefined
  const hasAsh = [...command, ...args, ...Object.values(annotations)].some((text) => namesAsh.test(text))
  return { program, paths: hasAsh ? ['/bin/sh', '/bin/ash'] : ['/bin/sh'] }
}
