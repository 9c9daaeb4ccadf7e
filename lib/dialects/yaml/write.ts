import { dump } from 'js-yaml'

/** Text that kubectl, and YAML 1.2 tools, read as this value. */
export const writeYaml = (value: unknown): string => dump(value, { noRefs: true, lineWidth: -1 })
