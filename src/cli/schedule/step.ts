import { LiqwatchError } from '../../errors.ts'
import { shellWord } from './shell-word.ts'
import { type Machine, type Run, runTool } from './system.ts'

/** One thing an installation or removal does; a dry run prints what a real one carries out. */
export type Step =
  | { readonly act: 'run'; readonly argv: Run['argv']; readonly stdin?: string; readonly tries?: number }
  /** Tidying up, which may find nothing to do. */
  | { readonly act: 'try'; readonly argv: Run['argv'] }
  | { readonly act: 'write'; readonly path: string; readonly text: string }
  | { readonly act: 'delete'; readonly path: string }

/** A command line as one could type it. */
export function typedCommand(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ')
}

/** The steps in words, with every byte that would be written. */
export function stepsText(steps: readonly Step[]): string {
  return steps.map(stepText).join('')
}

function stepText(step: Step): string {
  if (step.act === 'write') return `would write ${step.path}:\n${step.text}`
  if (step.act === 'delete') return `would delete ${step.path}\n`
  const command = `would run: ${typedCommand(step.argv)}`
  const stdin = step.act === 'run' ? step.stdin : undefined
  return stdin === undefined ? `${command}\n` : `${command}\nwith this on its standard input:\n${stdin}`
}

/**
 * Carries the steps out in order and stops at the first that fails.
 *
 * @throws LiqwatchError `schedule-failed` with what the program said
 */
export async function runSteps(machine: Machine, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.act === 'write') await machine.system.writeFile(step.path, step.text)
    else if (step.act === 'delete') await machine.system.removeFile(step.path)
    else if (step.act === 'try') await runTool(machine, step.argv)
    else await runUntilDone(machine, step.argv, step)
  }
}

async function runUntilDone(
  machine: Machine,
  argv: Run['argv'],
  step: { stdin?: string; tries?: number },
): Promise<void> {
  for (let left = step.tries ?? 1; ; left--) {
    const outcome = await runTool(machine, argv, step.stdin)
    if (outcome.exitCode === 0) return
    if (left <= 1) throw failed(argv, outcome)
    await machine.system.pause(1000)
  }
}

function failed(
  argv: Run['argv'],
  outcome: { readonly exitCode: number | null; readonly stderr: string },
): LiqwatchError {
  const ending = outcome.exitCode === null ? '' : ` (exit ${outcome.exitCode})`
  return new LiqwatchError(`${typedCommand(argv)} failed${ending}: ${outcome.stderr.trim()}`, {
    code: 'schedule-failed',
    hint: 'liqwatch schedule print shows what to put in by hand; liqwatch schedule status what is there now',
  })
}
