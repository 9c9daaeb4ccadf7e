import { stripVTControlCharacters } from 'node:util'

/** Columns that the text takes, colours not counted. Every character counts as one. */
export const width = (text: string): number => {
  const plain = stripVTControlCharacters(text)
  // oxlint-disable-next-line no-control-regex -- ASCII is what almost every line is
  return /^[\x20-\x7e]*$/.test(plain) ? plain.length : Array.from(plain).length
}

export const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)))

/** Cuts a text without colours to so many columns; what was cut is marked. */
export const cut = (text: string, columns: number, mark = '…'): string => {
  if (width(text) <= columns) return text
  if (columns <= mark.length) return mark.slice(0, Math.max(0, columns))
  return `${Array.from(text)
    .slice(0, columns - mark.length)
    .join('')}${mark}`
}

/** A text from elsewhere on one line, without anything that would move the cursor. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    // oxlint-disable-next-line no-control-regex -- control characters are what is to go
    .replaceAll(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
    .trim()
