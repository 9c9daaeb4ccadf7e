import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, root, textOf } from './source-files.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...filesIn('docs', '.md')]
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')

/** As it is made of a heading by the sites that show Markdown. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** Links of a page that lead nowhere. Those to other sites are not followed. */
const broken = (page: string): string[] =>
  [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (link.startsWith('https://')) return []
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : normalize(join(dirname(page), path))
    if (!existsSync(join(root, target))) return [`${page}: ${link}`]
    return anchor !== undefined && !anchorsOf(target).includes(anchor) ? [`${page}: ${link}`] : []
  })

interface Manifest {
  scripts: Record<string, string>
}
const manifest = JSON.parse(textOf('package.json')) as Manifest

describe('docs', () => {
  it('have no link that leads nowhere', () => {
    expect(pages.flatMap(broken)).toEqual([])
  })

  it('name only scripts that exist', () => {
    const named = pages.flatMap((page) => [...textOf(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
  })

  it('name only commands that exist', () => {
    const named = pages.flatMap((page) =>
      [...textOf(page).matchAll(/(?:npx |`)millrace ([a-z]+)/g)].map(([, name = '']) => name),
    )
    expect(named.length).toBeGreaterThan(0)
    const commands = filesIn('lib/cli/command', '.ts').map((file) => file.replace(/^.*\/(.+)\.ts$/, '$1'))
    expect(named.filter((name) => name !== 'help' && !commands.includes(name))).toEqual([])
  })

  it('list every decision in their index', () => {
    const index = textOf('docs/adr/README.md')
    const decisions = filesIn('docs/adr', '.md').filter((file) => !file.endsWith('README.md'))
    for (const file of decisions) {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(textOf(file)) ?? []
      expect(index).toContain(`| [${number}](${file.replace('docs/adr/', '')}) | ${title} |`)
    }
    expect(index.match(/^\| \[\d+\]/gm)).toHaveLength(decisions.length)
  })

  it('give every decision a status, its context, the alternatives and the consequences', () => {
    const decisions = filesIn('docs/adr', '.md').filter((file) => !file.endsWith('README.md'))
    const parts = [
      /^Status: /m,
      /^## Context$/m,
      /^## Decision$/m,
      /^## Alternatives$/m,
      /Why not/,
      /^## Consequences$/m,
    ]
    expect(decisions.filter((file) => !parts.every((part) => part.test(textOf(file))))).toEqual([])
  })
})

describe('README.md', () => {
  const text = textOf('README.md')

  it('has at most 150 lines', () => {
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(150)
  })

  it('begins with two commands, which CI runs as they stand', () => {
    expect(/^```sh\n([\s\S]*?)^```$/m.exec(text)?.[1]).toBe('npm ci && npm run example\nnpm ci && npm test\n')
  })

  it('shows a definition that has no errors', async () => {
    const { checkDocument } = await import('../../lib/dialects/check-document.ts')
    const { readDocuments } = await import('../../lib/dialects/yaml/read.ts')
    const yaml = /^```yaml\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? ''
    const { documents, diagnostics } = readDocuments(yaml, 'README.md')
    expect(documents).toHaveLength(1)
    expect([...diagnostics, ...documents.flatMap(checkDocument)]).toEqual([])
  })
})
