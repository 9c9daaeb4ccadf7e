export interface Lease {
  owner: string
  /** Epoch ms; after it anyone may take the lease. */
  until: number
  /** Its owner is about to leave: anyone may take it. */
  ending: boolean
  /** Where the owner's watch had got to. */
  resourceVersion?: string
}

/** Who does a thing that one at a time should do. Every change is one conditional write. */
export interface Leases {
  read(name: string): Promise<Lease | undefined>
  /** Takes it if it is absent, expired at `now`, or ending; keeps its resourceVersion. Answers what was taken. */
  take(name: string, owner: string, times: { now: number; until: number }): Promise<Lease | undefined>
  /** Changes what is given if `owner` still holds it, expired or not. Answers whether it does. */
  update(name: string, owner: string, change: Partial<Omit<Lease, 'owner'>>): Promise<boolean>
  /** Removes it if `owner` still holds it and has marked it ending. */
  drop(name: string, owner: string): Promise<boolean>
}
