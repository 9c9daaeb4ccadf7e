import type { Command } from 'commander'
import type { Accept } from './accept.ts'
import type { SimulateInvocation } from './invocation.ts'
import { choice, collect, duration, examples, wholeNumber } from './options.ts'

interface SimulateFlags {
  filename: string[]
  param?: string[]
  seeds?: number
  seed?: number
  fail?: string[]
  duration?: string[]
  result?: string[]
  faults: boolean
  cancelAt?: number
  trace?: boolean
  output?: SimulateInvocation['output']
}

/** Worlds that are tried when nobody says how many. */
const usualSeeds = 200

export const addSimulateCommand = (program: Command, accept: Accept): void => {
  program
    .command('simulate')
    .description('run a DAG of a file many times on paper, with faults, without pods, and report what may happen')
    .argument('[dag]', 'name of the DAG, where the files have several')
    .requiredOption('-f, --filename <path>', 'file, folder or - (standard input); may be given several times', collect)
    .option('-p, --param <k=v>', 'parameter; k=@file takes the content of a file; may be given several times', collect)
    .option('--seeds <n>', `how many worlds are tried (default: ${usualSeeds}; 1 with --seed)`, wholeNumber)
    .option('--seed <n>', 'the first of them (default: 1)', wholeNumber)
    .option('--fail <task=rate>', 'how often an attempt fails: build=10%, build=0.1:3 (exit code 3), *=5%', collect)
    .option('--duration <task=time>', 'how long a task takes: 30s, 10s-2m, forever (default: 5s to 15s)', collect)
    .option('--result <task.name=value>', 'what a task leaves as a result (default: a sample)', collect)
    .option('--no-faults', 'nothing but the tasks goes wrong')
    .option('--cancel-at <time>', 'somebody cancels the run after so long', duration)
    .option('--trace', 'print all that happens in one world')
    .addOption(choice('-o, --output <format>', 'how it is printed', ['table', 'json']))
    .addHelpText(
      'after',
      examples(
        'millrace simulate -f build.yaml',
        'millrace simulate -f build.yaml --fail test=10% --duration compile=2m-5m',
        'millrace simulate -f build.yaml --duration deploy=forever --no-faults',
        'millrace simulate -f build.yaml --seed 123 --trace',
      ),
    )
    .action((dag: string | undefined, flags: SimulateFlags) => {
      const { fail = [], duration: times = [], result = [], faults, cancelAt } = flags
      accept({
        command: 'simulate',
        files: flags.filename,
        target: dag,
        params: flags.param ?? [],
        first: flags.seed ?? 1,
        seeds: flags.seeds ?? (flags.seed === undefined ? usualSeeds : 1),
        assumptions: { fail, duration: times, result, faults, cancelAt },
        trace: flags.trace ?? false,
        output: flags.output ?? 'table',
      })
    })
}
