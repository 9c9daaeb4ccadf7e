import { assumedRoleArn, type RoleCredentials } from './identities.ts'
import { type PresignedRequest, verifyPresigned } from './verify-presigned.ts'

export interface StsAnswer {
  status: number
  body: string
}

/** Says who has presigned a GetCallerIdentity. Nothing is allowed or forbidden: everybody may ask who he is. */
export type Sts = (request: PresignedRequest) => StsAnswer

export const createSts =
  (account: string, known: readonly RoleCredentials[], now: () => number = Date.now): Sts =>
  (request) => {
    const query = request.url.searchParams
    if (query.get('Action') !== 'GetCallerIdentity')
      return refusal(400, 'InvalidAction', 'only GetCallerIdentity is here')
    const [accessKeyId] = (query.get('X-Amz-Credential') ?? '').split('/')
    const who = known.find((one) => one.accessKeyId === accessKeyId)
    if (!who) return refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.')
    if (!query.has('X-Amz-Security-Token')) return refusal(403, 'InvalidClientTokenId', 'The session token is missing.')
    const wrong = verifyPresigned(request, who.secretAccessKey, now())
    return wrong === undefined ? identity(account, who) : refusal(403, 'SignatureDoesNotMatch', wrong)
  }

const refusal = (status: number, code: string, message: string): StsAnswer => ({
  status,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
})

const identity = (account: string, who: RoleCredentials): StsAnswer => {
  const arn = assumedRoleArn(account, who)
  const result = `<Arn>${arn}</Arn><UserId>AROA:${who.session}</UserId><Account>${account}</Account>`
  const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'
  return {
    status: 200,
    body: `<GetCallerIdentityResponse xmlns="${namespace}"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
  }
}
