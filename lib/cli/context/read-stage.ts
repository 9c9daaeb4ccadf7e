import * as z from 'zod'
import { parameterStoreSource } from '../../adapters/aws/secret/parameter-store.ts'
import { CommandError } from '../command-error.ts'
import { openParameters } from '../host/aws-client.ts'
import { Stage } from '../stage/stage-parameter.ts'
import type { StageContext } from './context.ts'

/** Asks AWS where a stage is. Throws `NotFound`, `Unauthorized`, `Invalid` (no right to read it, too) and `Unavailable`. */
export const readStage = async (context: StageContext): Promise<Stage> => {
  const { parameter } = context
  const read = parameterStoreSource({ client: () => openParameters(context) })
  const stage = Stage.safeParse(jsonIn(await read(parameter)))
  if (stage.success) return stage.data
  throw new CommandError(`parameter ${parameter} does not say where a stage is: ${z.prettifyError(stage.error)}`, {
    code: 'Invalid',
    help: 'name the one that the deployment has made: /millrace/STAGE/context',
  })
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
