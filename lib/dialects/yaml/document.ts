export interface Place {
  /** From 1, in the whole file. */
  line: number
  column: number
  /** Characters of the key or scalar meant. */
  length?: number
}

export type Path = readonly (string | number)[]

/** One YAML document of a file, read as kubectl reads it. */
export interface SourceDocument {
  readonly file: string
  /** Text of this document alone; reading it again gives the same value. */
  readonly text: string
  /** Plain JSON value: objects, arrays, scalars. Own enumerable keys only, never a prototype key. */
  readonly value: unknown
  /** Where the value (or with `key`, its key) at `path` stands; the nearest ancestor if it is absent. Costs a parse. */
  locate(path: Path, what?: 'key' | 'value'): Place
}
