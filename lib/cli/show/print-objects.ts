import type { Terminal } from '../terminal/terminal.ts'

/** How objects are printed that are no table. */
export type ObjectFormat = 'json' | 'jsonl' | 'yaml' | 'name'

export interface Printed {
  kind: string
  name: string
  value: unknown
  /** As somebody wrote it; printed instead of the value where YAML is asked for. */
  text?: string
}

/** One object by itself where one was asked for, else a list of them. */
export const printObjects = async (
  terminal: Pick<Terminal, 'out'>,
  objects: readonly Printed[],
  { format, single }: { format: ObjectFormat; single: boolean },
): Promise<void> => {
  const values = objects.map(({ value }) => value)
  const whole = single && values.length === 1 ? values[0] : { apiVersion: 'v1', kind: 'List', items: values }
  switch (format) {
    case 'json':
      return terminal.out(JSON.stringify(whole, undefined, 2))
    case 'jsonl':
      for (const value of values) terminal.out(JSON.stringify(value))
      return
    case 'name':
      for (const { kind, name } of objects) terminal.out(`${kind.toLowerCase()}/${name}`)
      return
    case 'yaml': {
      const { writeYaml } = await import('../../dialects/yaml/write.ts')
      const texts = objects.map(({ text, value }) => text ?? writeYaml(JSON.parse(JSON.stringify(value))))
      terminal.out(texts.map((text) => text.trimEnd()).join('\n---\n'))
    }
  }
}
