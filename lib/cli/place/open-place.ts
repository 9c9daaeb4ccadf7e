import type { Cli } from '../cli.ts'
import { openExisting, openSession } from '../host/session.ts'
import type { Place } from './place.ts'

/** Where the command line says that the runs are. Of a data folder that is not there yet, one is made. */
export const openPlace = async (cli: Cli): Promise<Place> => {
  if (cli.context.type === 'stage') return openStage(cli.context)
  const { localPlace } = await import('../host/local-place.ts')
  return localPlace(openSession(cli.data))
}

/** The same; undefined where nothing has been stored yet: looking leaves no traces. */
export const openExistingPlace = async (cli: Cli): Promise<Place | undefined> => {
  if (cli.context.type === 'stage') return openStage(cli.context)
  const session = openExisting(cli.data)
  if (!session) return undefined
  const { localPlace } = await import('../host/local-place.ts')
  return localPlace(session)
}

const openStage = async (context: Extract<Cli['context'], { type: 'stage' }>): Promise<Place> => {
  const { openStagePlace } = await import('../stage/stage-place.ts')
  return openStagePlace(context)
}
