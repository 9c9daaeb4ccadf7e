import type { TaskPhase } from '../../core/run.ts'

/** A mark for each phase, always next to its word; and the strokes that graphs and bars are made of. */
export interface Icons {
  phase: Readonly<Record<TaskPhase, string>>
  run: string
  ellipsis: string
  dot: string
  arrow: string
  bar: { full: string; empty: string }
}

export const unicodeIcons: Icons = {
  phase: {
    Pending: '○',
    Ready: '◌',
    Running: '●',
    Succeeded: '✓',
    Failed: '✗',
    Cancelled: '⊘',
    TimedOut: '⧖',
    Skipped: '↷',
  },
  run: '▶',
  ellipsis: '…',
  dot: '·',
  arrow: '→',
  bar: { full: '█', empty: '░' },
}

export const asciiIcons: Icons = {
  phase: {
    Pending: '[  ]',
    Ready: '[. ]',
    Running: '[..]',
    Succeeded: '[ok]',
    Failed: '[!!]',
    Cancelled: '[--]',
    TimedOut: '[to]',
    Skipped: '[>>]',
  },
  run: '>',
  ellipsis: '...',
  dot: '-',
  arrow: '->',
  bar: { full: '#', empty: '.' },
}

/** Whether the environment names a character set that is not UTF-8. A machine that names none gets the benefit. */
export const isAsciiLocale = (environment: NodeJS.ProcessEnv): boolean => {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG']
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale)
}
