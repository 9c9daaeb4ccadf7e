/** A CloudEvent 1.0 in its JSON format. */
export interface CloudEvent {
  specversion: '1.0'
  id: string
  source: string
  type: string
  subject?: string
  /** RFC 3339. */
  time: string
  datacontenttype: 'application/json'
  data: Readonly<Record<string, unknown>>
}

/** Where events of runs go. At least once; throws `Unavailable` when it may work later, `Invalid` when it never can. */
export interface EventSink {
  publish(event: CloudEvent): Promise<void>
}
