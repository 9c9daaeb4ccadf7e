import type { Command } from 'commander'
import type { StageContext } from '../context/context.ts'
import type { Accept } from './accept.ts'
import { type CommonOptions, examples } from './options.ts'

type AddFlags = Omit<StageContext, 'namespace'> & { check: boolean }

export const addContextCommands = (program: Command, accept: Accept): void => {
  const context = program
    .command('context')
    .description('say where runs are: in the data folder, or on a stage on AWS')
    .addHelpText(
      'after',
      examples(
        'millrace context add prod --parameter /millrace/prod/context --region eu-west-1',
        'millrace context use prod',
        'millrace context use local',
      ),
    )

  context
    .command('add')
    .description('add a stage, or change what is known of it; -n names its usual namespace')
    .argument('<name>')
    .requiredOption('--parameter <name>', 'parameter of Systems Manager that says where the stage is')
    .option('--region <region>', 'of AWS (default: as everywhere in AWS)')
    .option('--profile <name>', 'of the shared files of AWS (default: as everywhere in AWS)')
    .option('--kubeconfig <file>', 'how to reach the cluster (with --kube-context alone: as kubectl)')
    .option('--kube-context <name>', 'of the kubeconfig (default: its current one)')
    .option('--no-check', 'do not ask AWS whether the stage is there')
    .addHelpText('after', examples('millrace context add prod --parameter /millrace/prod/context --profile work -n ci'))
    .action((name: string, { check, ...stage }: AddFlags) => {
      const { namespace } = program.opts<CommonOptions>()
      accept({ command: 'context', action: 'add', name, stage: { ...stage, namespace }, check })
    })

  context
    .command('list')
    .description('those that there are; the current one has a star')
    .addHelpText('after', examples('millrace context list'))
    .action(() => accept({ command: 'context', action: 'list' }))

  for (const [action, description] of [
    ['use', 'make it the current one'],
    ['remove', 'forget it; nothing is done to the stage'],
  ] as const)
    context
      .command(action)
      .description(description)
      .argument('<name>')
      .addHelpText('after', examples(`millrace context ${action} prod`))
      .action((name: string) => accept({ command: 'context', action, name }))
}
