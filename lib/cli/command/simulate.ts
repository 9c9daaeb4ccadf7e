import type { Scenario } from '../../simulation/scenario.ts'
import { type Outcome, type Subject, simulateRun } from '../../simulation/simulate-run.ts'
import { type Summary, summarize } from '../../simulation/summary.ts'
import type { Cli } from '../cli.ts'
import { usageError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { SimulateInvocation } from '../grammar/invocation.ts'
import { printObjects } from '../show/print-objects.ts'
import { simulationReport } from '../show/simulation-report.ts'
import { readScenario } from '../source/scenario.ts'
import { simulationSubjects } from '../source/simulation-subjects.ts'
import { createStops } from '../terminal/interrupts.ts'
import { createLiveArea } from '../terminal/live-area.ts'

/** `millrace simulate`: runs what the files ask for in many worlds, and reports. Nothing is stored, and no pod is made. */
export const simulate = async (cli: Cli, invocation: SimulateInvocation): Promise<ExitCode> => {
  if (invocation.trace && invocation.seeds > 1) throw usageError('--trace tells of one world', 'name it: --seed 123')
  const subjects = await simulationSubjects(cli, invocation)
  const trials = subjects.map((subject) => ({
    subject,
    scenario: readScenario(subject.plan, invocation.assumptions),
  }))
  const stops = createStops()
  const interrupted = new AbortController()
  stops.listen(() => interrupted.abort())
  const summaries: Summary[] = []
  try {
    for (const trial of trials) {
      const outcomes = await outcomesOf(cli, invocation, { ...trial, interrupted: interrupted.signal })
      if (outcomes.length === 0) break
      const calm = await calmOutcomes(invocation, { ...trial, interrupted: interrupted.signal })
      summaries.push(summarize(namesIn(trial.subject), outcomes, calm))
      if (invocation.output === 'table') showReport(cli, invocation, { subject: trial.subject, summaries })
    }
  } finally {
    stops.close()
  }
  if (invocation.output === 'json') await printJson(cli, invocation, { subjects, summaries })
  if (interrupted.signal.aborted) return exitCodes.interrupted
  return summaries.some(isBad) ? exitCodes.failed : exitCodes.ok
}

const isBad = ({ endless, violations }: Summary): boolean => endless.length + violations.length > 0

const titleOf = ({ plan: { source } }: Subject): string => `${source.kind} ${source.name}`
const namesIn = ({ plan }: Subject): string[] => plan.tasks.map(({ name }) => name)

interface Trial {
  subject: Subject
  scenario: Scenario
  interrupted: AbortSignal
}

/** World after world, until somebody interrupts it. */
const outcomesOf = async (
  { terminal }: Cli,
  { first, seeds, trace, output }: SimulateInvocation,
  { subject, scenario, interrupted }: Trial,
): Promise<Outcome[]> => {
  const area = terminal.interactive ? createLiveArea(terminal.write) : undefined
  const tell = output === 'json' ? terminal.err : terminal.out
  const outcomes: Outcome[] = []
  for (let seed = first; seed < first + seeds && !interrupted.aborted; seed++) {
    area?.show([`${titleOf(subject)}: world ${outcomes.length + 1} of ${seeds}`])
    const { story, ...outcome } = await simulateRun(subject, scenario, seed)
    // A story is long, and nobody asks for it again.
    outcomes.push({ ...outcome, story: [] })
    if (!trace) continue
    area?.clear()
    for (const line of story) tell(line)
  }
  area?.clear()
  return outcomes
}

/** Enough to know how long a run takes when only its tasks go wrong. */
const calmSeeds = 20

const calmOutcomes = async (
  { first, seeds }: SimulateInvocation,
  { subject, scenario, interrupted }: Trial,
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  if (!scenario.faults) return outcomes
  for (let n = 0; n < Math.min(seeds, calmSeeds) && !interrupted.aborted; n++)
    outcomes.push(await simulateRun(subject, { ...scenario, faults: false }, first + n))
  return outcomes
}

interface Shown {
  subject: Subject
  /** The last one is that of the subject. */
  summaries: readonly Summary[]
}

const showReport = ({ terminal }: Cli, { first, trace }: SimulateInvocation, { subject, summaries }: Shown): void => {
  if (summaries.length > 1 || trace) terminal.out('')
  const again = (seed: number): string => `--seed ${seed} --trace`
  const options = { terminal, subject: titleOf(subject), first, again }
  for (const line of simulationReport(summaries.at(-1)!, options)) terminal.out(line)
}

const printJson = (
  { terminal }: Cli,
  { first }: SimulateInvocation,
  { subjects, summaries }: { subjects: readonly Subject[]; summaries: readonly Summary[] },
): Promise<void> => {
  const objects = summaries.map((summary, index) => {
    const { kind, name } = subjects[index]!.plan.source
    return { kind: 'simulation', name, value: { source: `${kind}/${name}`, firstSeed: first, ...summary } }
  })
  return printObjects(terminal, objects, { format: 'json', single: true })
}
