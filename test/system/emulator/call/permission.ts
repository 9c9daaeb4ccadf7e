/** What a call needs to be allowed: an IAM action on a resource, with the values that conditions may look at. */
export interface Permission {
  action: string
  resource: string
  /** By condition key in lower case, such as `dynamodb:leadingkeys`. */
  context: Readonly<Record<string, readonly string[]>>
}

export const permission = (action: string, resource: string, context: Permission['context'] = {}): Permission => ({
  action,
  resource,
  context,
})
