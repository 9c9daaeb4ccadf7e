import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../lib/core/error.ts'
import { codes } from '../../lib/dialects/codes.ts'
import { textOf } from './source-files.ts'

interface Section {
  code: string
  text: string
}

const sections: Section[] = textOf('docs/errors.md')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [title = '', ...lines] = section.split('\n')
    return { code: title.replaceAll('`', '').trim(), text: lines.join('\n') }
  })

describe('docs/errors.md', () => {
  it('has one section for every code that Millrace raises or a diagnostic carries, and no other', () => {
    expect(sections.map(({ code }) => code).sort()).toEqual([...errorCodes, ...Object.keys(codes)].sort())
  })

  it('says of every error what happened, what Millrace does and what a person can do', () => {
    const incomplete = sections
      .filter(({ code }) => (errorCodes as string[]).includes(code))
      .filter(
        ({ text }) =>
          !['**What happened.**', '**What Millrace does.**', '**What you can do.**'].every((part) =>
            text.includes(part),
          ),
      )
    expect(incomplete.map(({ code }) => code)).toEqual([])
  })

  it('says of every diagnostic what it means in the words of the catalogue, and what to do', () => {
    const incomplete = Object.entries(codes).filter(([code, meaning]) => {
      const text = sections.find((section) => section.code === code)?.text ?? ''
      return !text.includes(meaning) || !text.includes('**What you can do.**')
    })
    expect(incomplete.map(([code]) => code)).toEqual([])
  })
})
