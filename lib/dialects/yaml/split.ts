export interface Chunk {
  text: string
  /** Line of the file that the text starts on, from 1. */
  line: number
}

const marker = /^---(?=[ \t\r\n]|$)/
const nothing = /^[ \t]*(?:#.*)?$/
const bareMarker = /^---[ \t]*(?:#.*)?$/

/**
 * Cuts a file at its `---` lines, which YAML allows nowhere inside a document, so that one document that is not YAML
 * leaves the others readable. Documents without content are left out.
 */
export const splitDocuments = (text: string): Chunk[] => {
  const chunks: Chunk[] = []
  let start = 0
  let startLine = 1
  let line = 1
  let isEmpty = true
  const end = (offset: number): void => {
    if (!isEmpty) chunks.push({ text: text.slice(start, offset), line: startLine })
  }
  for (const match of text.matchAll(/([^\r\n]*)(\r\n?|\n|$)/g)) {
    const content = match[1]!
    const isMarker = content.startsWith('---') && marker.test(content)
    if (isMarker) {
      end(match.index)
      // What stands on the marker's own line belongs to the document.
      const isBare = bareMarker.test(content)
      start = isBare ? match.index + match[0].length : match.index
      startLine = isBare ? line + 1 : line
      isEmpty = isBare
    } else if (isEmpty && !nothing.test(content) && !content.startsWith('%') && !content.startsWith('...'))
      isEmpty = false
    line += 1
    if (match[2] === '') break
  }
  end(text.length)
  return chunks
}
