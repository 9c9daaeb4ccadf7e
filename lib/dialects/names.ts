const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const environment = /^[ -<>-~]+$/

/** DNS-1123 label: what a container, a volume and a namespace may be called. */
export const isLabel = (name: string): boolean => name.length <= 63 && label.test(name)

/** DNS-1123 subdomain: what most objects may be called. */
export const isSubdomain = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((part) => label.test(part))

/** An environment variable's name: printable ASCII without `=`. */
export const isVariable = (name: string): boolean => environment.test(name)

export const labelRule = 'lower-case letters, digits and "-", at most 63, starting and ending with a letter or digit'
export const subdomainRule = 'lower-case letters, digits, "-" and ".", starting and ending with a letter or digit'
