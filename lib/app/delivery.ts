/** One delivery of a message whose body was read. */
export interface Delivery<M> {
  /** Of the message; the same for every delivery of it. */
  id: string
  /** Deliveries so far, this one included. */
  receives: number
  message: M
}

/** Handles deliveries that belong together (of one run). Throws when none of them may be acknowledged. */
export type UseCase<M> = (deliveries: readonly Delivery<M>[]) => Promise<void>
