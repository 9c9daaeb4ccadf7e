import type { Issue } from './issue.ts'
import type { Path } from './yaml/document.ts'

/** Annotations of a pod hold 256 KiB in all; some of it is for Millrace's own. */
const maxScriptBytes = 240 * 1024

/** Scripts travel in the annotations of their pod. `whose` names them: `the script of task "a"`. */
export const checkScriptSize = (scripts: readonly string[], whose: string, path: Path): Issue[] => {
  const encoder = new TextEncoder()
  const bytes = scripts.reduce((sum, script) => sum + encoder.encode(script).length, 0)
  if (bytes <= maxScriptBytes) return []
  const has = scripts.length > 1 ? 'have' : 'has'
  const message = `${whose} ${has} ${bytes} bytes, more than ${maxScriptBytes}`
  return [{ code: 'ScriptTooLarge', path, at: 'key', message, hint: 'put it into the image or the workspace' }]
}
