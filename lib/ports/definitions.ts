/** A stored, versioned resource as its author wrote it. Versions count from 1. */
export interface Definition {
  namespace: string
  kind: string
  name: string
  version: number
  /** Hash of what matters in it; two texts with the same hash are the same version. */
  hash: string
  /** YAML of the one document. */
  text: string
  createdAt: number
}

export interface DefinitionRef {
  namespace: string
  kind: string
  name: string
}

/** Every version stays readable until the definition is removed. */
export interface Definitions {
  /** Stores the next version, unless `hash` is the latest one's: then that one is answered with `created: false`. */
  put(definition: Omit<Definition, 'version'>): Promise<{ version: number; created: boolean }>
  /** The version asked for, else the latest. */
  get(ref: DefinitionRef, version?: number): Promise<Definition | undefined>
  /** The latest version of each. */
  list(query: { namespace?: string; kind: string }): Promise<Definition[]>
  /** All versions. Answers whether there was one. */
  remove(ref: DefinitionRef): Promise<boolean>
}
