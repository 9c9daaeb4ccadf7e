import type { Command } from 'commander'
import type { Accept } from './accept.ts'
import type { SubmitInvocation } from './invocation.ts'
import { choice, collect, examples } from './options.ts'
import { isFile } from './run.ts'

interface SubmitFlags {
  filename?: string[]
  queue?: string
  bucket?: string
  key?: string
  param?: string[]
  name?: string
  label?: string[]
  workspace?: string[]
  output?: SubmitInvocation['output']
}

/** How a stored definition is named where its kind cannot be looked up: `Pipeline/build`. */
const isKindAndName = (text: string): boolean =>
  /^[A-Z][A-Za-z]+\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text) && !/\.(ya?ml|json)$/.test(text)

export const addSubmitCommand = (program: Command, accept: Accept): void => {
  program
    .command('submit')
    .description('ask for runs by putting them on the queue, and do not wait for them')
    .argument('[dag]', 'name of a definition that is stored, or in the files; or a file')
    .option('-f, --filename <path>', 'file, folder or - (standard input); may be given several times', collect)
    .option('-p, --param <k=v>', 'parameter; k=@file takes the content of a file; may be given several times', collect)
    .option('--name <name>', 'name of the run (default: made up)')
    .option('--label <k=v>', 'label of a run that is made for a definition; may be given several times', collect)
    .option(
      '--workspace <name=…>',
      'binding of a workspace: name=data,claimName=C, or emptyDir=, config=C, secret=S, volumeClaimTemplateFile=F',
      collect,
    )
    .option('--key <key>', 'one run per key, for a run without a name (default: made up)')
    .option('--queue <url>', 'a queue of SQS; no context is needed')
    .option('--bucket <name>', 'with --queue: where what is too large for a message is put')
    .addOption(choice('-o, --output <format>', 'how it is printed', ['text', 'json']))
    .addHelpText(
      'after',
      examples(
        'millrace submit -f build.yaml                       the DAG of a file, or the runs in it',
        'millrace submit build -p ref=main --key commit-1f2e a stored DAG, once for this key',
        'millrace submit -f nightly.yaml --queue https://sqs.eu-west-1.amazonaws.com/111122223333/submit',
      ),
    )
    .action((dag: string | undefined, flags: SubmitFlags) => {
      const {
        filename: paths = [],
        param: params = [],
        label: labels = [],
        workspace: workspaces,
        output = 'text',
        ...rest
      } = flags
      const isPath = dag !== undefined && isFile(dag) && !isKindAndName(dag)
      const files = isPath ? [...paths, dag] : paths
      accept({
        command: 'submit',
        files,
        target: isPath ? undefined : dag,
        params,
        labels,
        output,
        ...(workspaces && { workspaces }),
        ...rest,
      })
    })
}
