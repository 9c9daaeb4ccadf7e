import { type Colour, type Paint } from '../terminal/paint.ts'
import { cut, width } from './width.ts'

export type Segment = string | readonly [text: string, colour: Colour]

/** One line of coloured parts, cut to so many columns before it is coloured. */
export const paintLine = (
  segments: readonly Segment[],
  { columns, paint, mark = '…' }: { columns: number; paint: Paint; mark?: string },
): string => {
  let room = columns
  const parts: string[] = []
  for (const segment of segments) {
    const [text, colour] = typeof segment === 'string' ? [segment, undefined] : segment
    const shown = cut(text, room, mark)
    if (shown === '') continue
    room -= width(shown)
    parts.push(colour === undefined ? shown : paint(colour, shown))
  }
  return parts.join('').trimEnd()
}
