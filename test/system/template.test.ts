import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionNames, type Packaged, packageService } from './package-service.ts'
import { checkTemplate } from './template/check-template.ts'
import { optionalParts } from './template/optional-parts.ts'
import { type Fault, faultsOfForm, faultsOfSubstance } from './template/planted-faults.ts'

const account = '000000000000'

/** Every part that a stage may choose, all at once. */
const everything = {
  logRetention: '7',
  clusterName: 'mill',
  clusterParameter: '/mill/place',
  kubeconfigSecret: `arn:aws:secretsmanager:us-east-1:${account}:secret:kubeconfig-AbCdEf`,
  watchNamespace: 'team-a',
  eventBus: 'runs',
  eventQueueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/runs`,
  eventQueueArn: `arn:aws:sqs:us-east-1:${account}:runs`,
  submitSources: `arn:aws:sns:us-east-1:${account}:runs,arn:aws:events:us-east-1:${account}:rule/nightly`,
  subnets: 'subnet-1,subnet-2',
  securityGroups: 'sg-1',
  kmsKey: `arn:aws:kms:us-east-1:${account}:key/11111111-2222-4333-8444-555555555555`,
  alarmTopic: `arn:aws:sns:us-east-1:${account}:alarms`,
}

describe('the packaged template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-template-'))
  let plain: Packaged
  let full: Packaged

  beforeAll(async () => {
    const packaged = [
      packageService(join(folder, 'plain')),
      packageService(join(folder, 'full'), { params: everything }),
    ]
    ;[plain, full] = (await Promise.all(packaged)) as [Packaged, Packaged]
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is one that AWS takes and that we want, as it is by default', () => {
    expect(checkTemplate(plain.template)).toEqual([])
  })

  it('is so too with everything that a stage may choose', () => {
    expect(checkTemplate(full.template)).toEqual([])
  })

  it('has by default of the optional parts nothing but alarms', () => {
    expect(optionalParts(plain.template)).toEqual(['alarms'])
  })

  it('has every optional part wholly where a stage chooses it', () => {
    expect(optionalParts(full.template)).toEqual([
      'access entries',
      'kubeconfig in a secret',
      'parameter of the cluster',
      'VPC',
      'key of the customer',
      'event bus',
      'event queue',
      'sources of submissions',
      'alarms',
      'topic of alarms',
    ])
  })

  it('comes with a zip for each function that has its module and no source map', () => {
    for (const name of functionNames) {
      const files = execFileSync('unzip', ['-Z1', plain.artefacts[name]!], { encoding: 'utf8' }).trim().split('\n')
      expect(files).toContain('index.mjs')
      expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([])
    }
  })

  it('comes with the same zips, byte for byte, however often it is packaged', () => {
    const sums = ({ artefacts }: Packaged) =>
      functionNames.map((name) => createHash('sha256').update(readFileSync(artefacts[name]!)).digest('hex'))
    expect(sums(full)).toEqual(sums(plain))
  })

  const plants = ({ plant, found }: Fault) => {
    const template = structuredClone(plain.template)
    plant(template)
    expect(checkTemplate(template)).toContainEqual(expect.stringMatching(found))
  }

  it.each([...faultsOfForm])('would not pass with $title', plants)
  it.each([...faultsOfSubstance])('would not do with $title', plants)
})
