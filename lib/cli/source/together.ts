import type { Source } from './read-source.ts'

/** The files with the runs that were made for them, so that a wrong parameter shows before anything is done. */
export const together = (source: Source | undefined, runs: Source['sorted']['runs']): Source => {
  const files = source?.files ?? []
  const made = runs
    .filter(({ document }) => !files.some(({ file }) => file === document.file))
    .map(({ document: { file, text } }) => ({ file, text, found: false }))
  const sorted = { definitions: [], objects: [], diagnostics: [], ...source?.sorted, runs }
  return { files: [...files, ...made], sorted }
}
