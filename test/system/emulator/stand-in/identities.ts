import { createHash } from 'node:crypto'

/** A role that a function runs as, and the key pair that stands for it here. */
export interface RoleCredentials {
  /** The role's ARN, as the template names it. */
  roleArn: string
  roleName: string
  /** The function that assumed it: the session's name, as Lambda chooses it. */
  session: string
  accessKeyId: string
  secretAccessKey: string
}

/** The same key pair for the same role and function, in every world. */
export const credentialsOf = (roleArn: string, session: string): RoleCredentials => {
  const digest = createHash('sha256').update(`${roleArn}/${session}`).digest()
  return {
    roleArn,
    roleName: roleArn.split('/').at(-1) ?? roleArn,
    session,
    accessKeyId: `ASIA${digest.toString('hex').slice(0, 16).toUpperCase()}`,
    secretAccessKey: digest.toString('base64').slice(0, 40),
  }
}

/** How STS calls whoever has assumed the role. */
export const assumedRoleArn = (account: string, { roleName, session }: RoleCredentials): string =>
  `arn:aws:sts::${account}:assumed-role/${roleName}/${session}`
