import type { Plan } from '../../core/plan.ts'
import { type Paint, phaseColour } from '../terminal/paint.ts'
import { formatDuration, isoTime } from '../text/duration.ts'
import { padEnd } from '../text/width.ts'
import { noteBeside } from './failure-note.ts'
import type { Transition } from './transition.ts'

/** Names longer than this push their line's rest to the right instead of everybody's. */
const widestName = 40
const widestWord = 'Succeeded'.length

/** One line per transition: time, who, the word, and what else is known. Its columns suit the names of the run and of its tasks. */
export const plainLine = (
  { tasks }: Pick<Plan, 'tasks'>,
  { run, paint }: { run: string; paint: Paint },
): ((transition: Transition) => string) => {
  const names = [run, ...tasks.map(({ name }) => name)]
  const columns = names.reduce((most, name) => Math.max(most, Math.min(name.length, widestName)), 0)
  return (transition) => {
    const { at, subject, name, word, phase } = transition
    const head = `${paint('dim', isoTime(at))} ${padEnd(subject, 4)}  ${padEnd(name, columns)}`
    return `${head}  ${paint(phaseColour(phase), padEnd(word, widestWord))}  ${detailsOf(transition)}`.trimEnd()
  }
}

/** `12s exit=1 attempt=2/3 reason=Error`, and the message. */
export const detailsOf = (transition: Transition): string => {
  const { duration, exitCode, attempt, reason, word, retryIn } = transition
  const note = noteBeside(transition)
  return [
    ...(duration === undefined ? [] : [formatDuration(duration)]),
    ...(exitCode === undefined || exitCode === 0 ? [] : [`exit=${exitCode}`]),
    ...(attempt === undefined || (attempt.number === 1 && word === 'Succeeded')
      ? []
      : [`attempt=${attempt.number}/${attempt.of}`]),
    ...(reason === undefined || reason === word ? [] : [`reason=${reason}`]),
    ...(retryIn === undefined ? [] : [retryIn === 0 ? 'retrying' : `retry in ${formatDuration(retryIn)}`]),
    ...(note === undefined ? [] : [note]),
  ].join(' ')
}
