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
  const { createTerminal } = await import('./terminal/terminal.ts')
  const { color = 'auto', ascii = false, debug = false } = parsed.common
  const terminal = createTerminal({ colour: color === false ? 'never' : color, ascii })
  try {
    const cli = await createCli(parsed, { terminal, debug })
    return await execute(cli, parsed.invocation)
  } catch (error) {
    const { reportError } = await import('./report-error.ts')
    return reportError(error, { terminal, debug })
  }
}

const createCli = async (
  parsed: { common: CommonOptions; invocation: Invocation },
  rest: Pick<Cli, 'terminal' | 'debug'>,
): Promise<Cli> => {
  const { dataPath } = await import('./host/data-path.ts')
  const { contextOf } = await import('./context/context-of.ts')
  const { context: named, data, namespace } = parsed.common
  const context = await contextOf(parsed, process.env)
  const own = context.type === 'stage' ? context.stage.namespace : undefined
  const given = [
    [' -c', named],
    [' -n', namespace],
    [' --data', data],
  ]
  const flags = given.map(([flag, value]) => (value === undefined ? '' : `${flag} ${value}`)).join('')
  return {
    ...rest,
    context,
    data: dataPath(data, process.env),
    namespace: namespace ?? (process.env['MILLRACE_NAMESPACE'] || own) ?? 'default',
    namespaceGiven: namespace !== undefined,
    command: (rest) => `millrace ${rest}${flags}`,
  }
}

const execute = async (cli: Cli, invocation: Invocation): Promise<ExitCode> => {
  switch (invocation.command) {
    case 'run':
      return (await import('./command/run.ts')).run(cli, invocation)
    case 'submit':
      return (await import('./command/submit.ts')).submit(cli, invocation)
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
    case 'dlq':
      return (await import('./command/dlq.ts')).dlq(cli, invocation)
    case 'dev':
      return (await import('./command/dev.ts')).dev(cli)
    case 'context':
      return (await import('./command/context.ts')).context(cli, invocation)
    case 'version':
      return (await import('./command/version.ts')).version(cli)
  }
}
