const blockScalar = /(?:^|[\s:?-])[|>]([-+0-9]*)[ \t]*(?:#.*)?$/
const flowStart =
  /^[ \t]*(?:[-?][ \t]+)*(?:(?:"[^"]*"|'[^']*'|[^\s#"'[{][^#]*?)[ \t]*:[ \t]+)?(?:[&!]\S*[ \t]+)*(?=[[{])/

/** Characters of a line that a collection may start in: the expression above is quadratic. */
const farthestStart = 500

export interface Relaxed {
  /** As long as the text it was made from, so that offsets stay. */
  text: string
  /** Offsets of what was replaced: none of them may turn out to be within a scalar. */
  changed: number[]
}

/**
 * libyaml, and so kubectl, does not look at indentation within `[…]` and `{…}`; js-yaml does. This replaces the line
 * breaks, comments and tabs next to the punctuation of flow collections by spaces, which mean the same.
 * It knows only as much of YAML as it needs to find the collections: check `changed` against what was parsed.
 */
export const relaxFlow = (text: string): Relaxed => {
  const chars = text.split('')
  const changed: number[] = []
  let offset = 0
  while (offset < text.length) {
    const line = lineAt(text, offset)
    const flow = flowStart.exec(line.slice(0, farthestStart))
    const block = blockScalar.exec(line)
    if (flow) offset = lineEnd(text, blankFlow(chars, offset + flow[0].length, changed))
    else if (block) offset = afterBlock(text, offset, { indent: indentOf(line), isExplicit: /[1-9]/.test(block[1]!) })
    else offset = lineEnd(text, offset)
  }
  return { text: chars.join(''), changed }
}

const lineAt = (text: string, offset: number): string =>
  text.slice(offset, lineEnd(text, offset)).replace(/[\r\n]+$/, '')

/** Offset of the line after the one at `offset`. */
const lineEnd = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** The first line of a block scalar sets its indentation, unless its header does. */
const afterBlock = (text: string, start: number, header: { indent: number; isExplicit: boolean }): number => {
  let least: number | undefined
  let offset = lineEnd(text, start)
  while (offset < text.length) {
    const line = lineAt(text, offset)
    const indent = indentOf(line)
    if (line.trim() !== '') {
      if (indent < (least ?? header.indent + 1)) break
      least ??= header.isExplicit ? header.indent + 1 : indent
    }
    offset = lineEnd(text, offset)
  }
  return offset
}

/** Blanks what is between the tokens of the collection that opens at `start`; answers the offset of its end. */
const blankFlow = (chars: string[], start: number, changed: number[]): number => {
  let depth = 0
  let last = ''
  let gap: number[] = []
  for (let at = start; at < chars.length; at += 1) {
    const char = chars[at]!
    if (/\s/.test(char)) {
      gap.push(at)
      continue
    }
    if (char === '#' && gap.length > 0) {
      for (; at < chars.length && chars[at] !== '\n'; at += 1) gap.push(at)
      at -= 1
      continue
    }
    if ('[{,:'.includes(last) || ']},'.includes(char)) blank(chars, gap, changed)
    gap = []
    last = char
    if (char === '"' || char === "'") at = quoteEnd(chars, at)
    else if ('[{'.includes(char)) depth += 1
    else if (']}'.includes(char)) depth -= 1
    if (depth === 0) return at
  }
  return chars.length
}

const blank = (chars: string[], gap: readonly number[], changed: number[]): void => {
  for (const at of gap) {
    if (chars[at] === ' ') continue
    chars[at] = ' '
    changed.push(at)
  }
}

/** Offset of the closing quote. A quote within a plain scalar has none; the check of `changed` will tell. */
const quoteEnd = (chars: readonly string[], start: number): number => {
  const quote = chars[start]
  for (let at = start + 1; at < chars.length; at += 1) {
    if (quote === '"' && chars[at] === '\\') at += 1
    else if (chars[at] === quote) return at
  }
  return chars.length
}
