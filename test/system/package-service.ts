import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Template } from './emulator/template.ts'

const run = promisify(execFile)
const root = new URL('../../', import.meta.url).pathname
const serverless = join(root, 'node_modules/serverless/bin/serverless.js')

/** What would be deployed. */
export interface Packaged {
  /** The CloudFormation template. */
  template: Template
  /** The zip of each function, by its short name. */
  artefacts: Readonly<Record<string, string>>
}

export interface PackageOptions {
  stage?: string
  /** Parameters of the stage, as `serverless.yml` lists them. */
  params?: Readonly<Record<string, string>>
}

export const functionNames = ['resolve', 'dispatch', 'advance', 'watch', 'collect', 'notify', 'tick'] as const

/**
 * Bundles the functions and packages the service into `folder`, which is emptied first. Needs no credentials and no
 * network, and is kept from finding any. Works on a copy of the service, since the framework writes beside its
 * configuration: several may be packaged at once.
 */
export const packageService = async (
  folder: string,
  { stage = 'test', params = {} }: PackageOptions = {},
): Promise<Packaged> => {
  const [service, packaged] = [join(resolve(folder), 'service'), join(resolve(folder), 'package')]
  const dist = join(service, 'dist')
  const env = withoutCredentials(service)
  await rm(folder, { recursive: true, force: true })
  await mkdir(service, { recursive: true })
  await Promise.all([
    run(process.execPath, ['build-functions.mjs', dist], { cwd: root, env }),
    ...['serverless.yml', 'infra'].map((part) => cp(join(root, part), join(service, part), { recursive: true })),
  ])
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
  const words = ['package', '--stage', stage, '--package', packaged, ...given]
  await run(process.execPath, [serverless, ...words], { cwd: service, env })
  const text = await readFile(join(packaged, 'cloudformation-template-update-stack.json'), 'utf8')
  return {
    template: Template.parse(JSON.parse(text)),
    artefacts: Object.fromEntries(functionNames.map((name) => [name, join(dist, 'functions', `${name}.zip`)])),
  }
}

/** The environment without what says who one is to AWS, and with nowhere to look it up. */
const withoutCredentials = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  HOME: folder,
  AWS_EC2_METADATA_DISABLED: 'true',
  SLS_NOTIFICATIONS_MODE: 'off',
  SLS_TELEMETRY_DISABLED: '1',
})
