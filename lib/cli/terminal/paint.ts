import { styleText } from 'node:util'
import type { RunPhase, TaskPhase } from '../../core/run.ts'

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'magenta' | 'gray' | 'bold' | 'dim'
export type ColourMode = 'auto' | 'always' | 'never'

/** Colours a text, or leaves it as it is. Colour never carries what the words do not say too. */
export type Paint = (colour: Colour, text: string) => string

export const plainPaint: Paint = (_colour, text) => text

/** `auto`: as the stream and NO_COLOR, FORCE_COLOR and NODE_DISABLE_COLORS say. */
export const createPaint = (mode: ColourMode, stream: NodeJS.WriteStream): Paint => {
  if (mode === 'never') return plainPaint
  if (mode === 'always') return (colour, text) => styleText(colour, text, { validateStream: false })
  return (colour, text) => styleText(colour, text, { stream })
}

const colours: Readonly<Record<TaskPhase | RunPhase, Colour>> = {
  Pending: 'gray',
  Ready: 'gray',
  Running: 'cyan',
  Succeeded: 'green',
  Failed: 'red',
  Cancelled: 'yellow',
  TimedOut: 'red',
  Skipped: 'gray',
}

export const phaseColour = (phase: TaskPhase | RunPhase): Colour => colours[phase]
