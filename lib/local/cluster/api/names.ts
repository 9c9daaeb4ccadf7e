/** The API server's rules for names, labels and keys. Each answers what is wrong in its words; [] when nothing is. */
export type NameRule = (value: string) => string[]

const explained = (what: string, examples: string, pattern: string) =>
  `${what} (e.g. ${examples}, regex used for validation is '${pattern}')`

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const value = `(${qualified})?`
const key = '[-._a-zA-Z0-9]+'

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`)
const [labelShape, subdomainShape, qualifiedShape, valueShape, keyShape] = [
  whole(label),
  whole(subdomain),
  whole(qualified),
  whole(value),
  whole(key),
]

const subdomainError = explained(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  "'example.com'",
  subdomain,
)
const nameExamples = "'MyName',  or 'my.name',  or '123-abc'"
const charset =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"

export const dnsSubdomain: NameRule = (text) => [
  ...(text.length > 253 ? ['must be no more than 253 characters'] : []),
  ...(subdomainShape.test(text) ? [] : [subdomainError]),
]

export const dnsLabel: NameRule = (text) => [
  ...(text.length > 63 ? ['must be no more than 63 characters'] : []),
  ...(labelShape.test(text)
    ? []
    : [
        explained(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
          "'my-name',  or '123-abc'",
          label,
        ),
      ]),
]

/** `[prefix/]name` of labels, annotations and finalizers. */
export const qualifiedName: NameRule = (text) => {
  const parts = text.split('/')
  if (parts.length > 2)
    return [
      `${explained(`a valid label key must ${charset}`, nameExamples, qualified)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const [name = '', prefix] = parts.toReversed()
  return [...(prefix === undefined ? [] : prefixErrors(prefix)), ...namePartErrors(name)]
}

const prefixErrors = (prefix: string): string[] =>
  prefix === '' ? ['prefix part must be non-empty'] : dnsSubdomain(prefix).map((error) => `prefix part ${error}`)

const namePartErrors = (name: string): string[] => [
  ...(name === '' ? ['name part must be non-empty'] : []),
  ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
  ...(qualifiedShape.test(name) ? [] : [explained(`name part must ${charset}`, nameExamples, qualified)]),
]

export const labelValue: NameRule = (text) => [
  ...(text.length > 63 ? ['must be no more than 63 bytes'] : []),
  ...(valueShape.test(text)
    ? []
    : [
        explained(
          `a valid label must be an empty string or ${charset}`,
          "'MyValue',  or 'my_value',  or '12345'",
          value,
        ),
      ]),
]

/** Key of a ConfigMap or a Secret. */
export const dataKey: NameRule = (text) => [
  ...(text.length > 253 ? ['must be no more than 253 characters'] : []),
  ...(keyShape.test(text)
    ? []
    : [
        explained(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          "'key.name',  or 'KEY_NAME',  or 'key-name'",
          key,
        ),
      ]),
]
