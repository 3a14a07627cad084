import type { Verdict } from '../risk/report.ts'
import type { MetricsFacts, RunFacts } from './facts.ts'
import { counter, gauge, type MetricFamily, single, stateSet } from './family.ts'

/** Every verdict, so that each has a series before it first holds. */
export const VERDICTS: readonly Verdict[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']

const MS = 1000

/** What is known of the run itself: it is there even when no account could be read. */
export function runFamilies(facts: MetricsFacts): readonly MetricFamily[] {
  const { version, nodeVersion, isUp, verdict, staleSeconds, run } = facts
  return [
    gauge('liqwatch_build_info', 'Version of liqwatch and of Node.', [[{ version, node_version: nodeVersion }, 1]]),
    single('liqwatch_up', '1 when everything that matters of every account was seen at the last look, else 0.', isUp),
    stateSet(
      {
        name: 'liqwatch_verdict',
        help: 'Verdict over all accounts: 1 for the one that holds.',
        label: 'verdict',
        states: VERDICTS,
      },
      [[{}, verdict]],
    ),
    single(
      'liqwatch_stale_after_seconds',
      'Age from which account data counts as missing (staleSeconds of the config).',
      staleSeconds,
    ),
    ...(run.command === 'watch' ? watchFamilies(run) : checkFamilies(run, facts.nowMs)),
  ]
}

function watchFamilies(run: Extract<RunFacts, { command: 'watch' }>): readonly MetricFamily[] {
  const { evaluations, lastEvaluationAtMs } = run
  return [
    counter('liqwatch_evaluations_total', 'Evaluations since the watch started.', evaluations),
    single(
      'liqwatch_last_evaluation_timestamp_seconds',
      'Unix time of the last evaluation.',
      lastEvaluationAtMs === null ? null : lastEvaluationAtMs / MS,
    ),
  ]
}

function checkFamilies(run: Extract<RunFacts, { command: 'check' }>, nowMs: number): readonly MetricFamily[] {
  return [
    single(
      'liqwatch_last_check_timestamp_seconds',
      'Unix time at which the last check ended, however it ended.',
      nowMs / MS,
    ),
    single(
      'liqwatch_check_exit_code',
      'Exit code of the last check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.',
      run.exitCode,
    ),
    single('liqwatch_check_duration_seconds', 'How long the last check took.', run.durationMs / MS),
  ]
}
