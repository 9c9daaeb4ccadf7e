import type { Cli } from './cli.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { Invocation } from './grammar/invocation.ts'
import type { CommonOptions } from './grammar/options.ts'

/** Reads the command line, does what it says, and answers the exit code. Each command is loaded only when it is called. */
export const main = async (argv: readonly string[]): Promise<ExitCode> => {
  const { parse } = await import('./grammar/program.ts')
  const parsed = parse(argv)
  if (parsed.type === 'answer') {
    const stream = parsed.exitCode === exitCodes.ok ? process.stdout : process.stderr
    stream.write(`${parsed.text}\n`)
    return parsed.exitCode
  }
  const cli = await createCli(parsed.common)
  try {
    return await execute(cli, parsed.invocation)
  } catch (error) {
    const { reportError } = await import('./report-error.ts')
    return reportError(error, cli)
  }
}

const createCli = async (common: CommonOptions): Promise<Cli> => {
  const { createTerminal } = await import('./terminal/terminal.ts')
  const { dataPath } = await import('./host/data-path.ts')
  const { data, namespace, color = 'auto', ascii = false, debug = false } = common
  const place = namespace ?? process.env['MILLRACE_NAMESPACE'] ?? 'default'
  const flags = `${namespace === undefined ? '' : ` -n ${namespace}`}${data === undefined ? '' : ` --data ${data}`}`
  return {
    terminal: createTerminal({ colour: color === false ? 'never' : color, ascii }),
    debug,
    data: dataPath(data, process.env),
    namespace: place,
    namespaceGiven: namespace !== undefined,
    command: (rest) => `millrace ${rest}${flags}`,
  }
}

const execute = async (cli: Cli, invocation: Invocation): Promise<ExitCode> => {
  switch (invocation.command) {
    case 'run':
      return (await import('./command/run.ts')).run(cli, invocation)
    case 'watch':
      return (await import('./command/watch.ts')).watch(cli, invocation)
    case 'wait':
      return (await import('./command/watch.ts')).wait(cli, invocation)
    case 'cancel':
      return (await import('./command/cancel.ts')).cancel(cli, invocation)
    case 'logs':
      return (await import('./command/logs.ts')).logs(cli, invocation)
    case 'get':
      return (await import('./command/get.ts')).get(cli, invocation)
    case 'describe':
      return (await import('./command/describe.ts')).describe(cli, invocation)
    case 'apply':
      return (await import('./command/apply.ts')).apply(cli, invocation)
    case 'delete':
      return (await import('./command/delete.ts')).remove(cli, invocation)
    case 'validate':
      return (await import('./command/validate.ts')).validate(cli, invocation)
    case 'graph':
      return (await import('./command/graph.ts')).graph(cli, invocation)
    case 'simulate':
      return (await import('./command/simulate.ts')).simulate(cli, invocation)
    case 'fsck':
      return (await import('./command/fsck.ts')).fsck(cli, invocation)
    case 'replay':
      return (await import('./command/replay.ts')).replay(cli, invocation)
    case 'dev':
      return (await import('./command/dev.ts')).dev(cli)
    case 'version':
      return (await import('./command/version.ts')).version(cli)
  }
}
