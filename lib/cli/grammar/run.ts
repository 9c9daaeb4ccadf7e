import type { Command } from 'commander'
import { type ProgressMode, progressModes } from '../progress/progress-mode.ts'
import type { Accept } from './accept.ts'
import type { Follow, RunInvocation } from './invocation.ts'
import { choice, collect, duration, examples } from './options.ts'

interface FollowFlags {
  watch?: boolean
  logs?: boolean
  wait?: boolean
  progress?: ProgressMode
  timeout?: number
  exitZero?: boolean
}

/** A name of this form is a file; everything else names a definition. */
export const isFile = (text: string): boolean => text === '-' || text.includes('/') || /\.(ya?ml|json)$/.test(text)

const followOf = ({ logs = false, wait, progress, timeout, exitZero = false }: FollowFlags): Follow => ({
  progress: progress ?? (wait ? 'none' : 'auto'),
  logs,
  timeout,
  exitZero,
})

const addFollowOptions = (command: Command): Command =>
  command
    .option('--watch', 'show each step until the run has ended (the default)')
    .option('--logs', 'show what tasks write, too')
    .option('--wait', 'show nothing until the run has ended')
    .addOption(choice('--progress <how>', 'how steps are shown', progressModes))
    .option('--timeout <duration>', 'stop waiting after this (exit code 7)', duration)
    .option('--exit-zero', 'exit with 0 however the run ends')

export const addRunCommands = (program: Command, accept: Accept): void => {
  addFollowOptions(program.command('run'))
    .description('start a run and follow it to its end')
    .argument('[dag]', 'name of a DAG that is stored, or in the files; or a file')
    .option('-f, --filename <path>', 'file, folder or - (standard input); may be given several times', collect)
    .option('-p, --param <k=v>', 'parameter; k=@file takes the content of a file; may be given several times', collect)
    .option('--name <name>', 'name of the run (default: made up)')
    .addOption(choice('-o, --output <format>', 'print the run when it has ended', ['json', 'yaml', 'name']))
    .addHelpText(
      'after',
      examples(
        'millrace run -f build.yaml                  run the DAG of a file, or the runs in it',
        'millrace run build -p ref=main --logs       run a stored DAG and show what its tasks write',
        'millrace run -f pipelines/ build --wait     run one DAG of many',
        'cat build.yaml | millrace run -f -          read standard input',
      ),
    )
    .action((dag: string | undefined, flags: FollowFlags & RunFlags) => {
      const paths = flags.filename ?? []
      const isPath = dag !== undefined && isFile(dag)
      accept({
        command: 'run',
        files: isPath ? [...paths, dag] : paths,
        target: isPath ? undefined : dag,
        params: flags.param ?? [],
        name: flags.name,
        output: flags.output,
        ...followOf(flags),
      })
    })

  addFollowOptions(program.command('watch'))
    .description('follow runs that were started before')
    .argument('<run...>', runRefs)
    .addHelpText('after', examples('millrace watch @latest', 'millrace watch build-x7k2p --logs'))
    .action((refs: string[], flags: FollowFlags) => accept({ command: 'watch', refs, ...followOf(flags) }))

  program
    .command('wait')
    .description('wait until runs have ended; the exit code is that of the worst')
    .argument('<run...>', runRefs)
    .option('--timeout <duration>', 'stop waiting after this (exit code 7)', duration)
    .option('--exit-zero', 'exit with 0 however the runs end')
    .addHelpText('after', examples('millrace wait build-x7k2p --timeout 10m', 'millrace wait @latest:nightly'))
    .action((refs: string[], { timeout, exitZero = false }: FollowFlags) =>
      accept({ command: 'wait', refs, timeout, exitZero }),
    )
}

interface RunFlags {
  filename?: string[]
  param?: string[]
  name?: string
  output?: RunInvocation['output']
}

/** What names a run. */
export const runRefs = 'name, unique beginning of one, id, @latest, @latest:DAG or @failed'
