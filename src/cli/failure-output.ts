import { describeFailure, failureText } from '../view/failure.ts'
import { failureDocument, jsonText } from '../view/json.ts'
import { printAnswer, printNotice } from './output.ts'
import { screenOf } from './screen.ts'

export interface FailureContext {
  readonly command: string
  readonly asJson: boolean
  readonly isVerbose: boolean
}

/** Commands whose answer is a verdict: without figures it is UNKNOWN, never absent. */
const JUDGING: readonly string[] = ['status', 'positions', 'check', 'watch']

/** Tells a failure on stderr and, with --json, as the one document on stdout; returns its exit code. */
export function printFailure(error: unknown, { command, asJson, isVerbose }: FailureContext): number {
  const failure = describeFailure(error)
  const verdict = JUDGING.includes(command) ? 'UNKNOWN' : null
  if (asJson) printAnswer(jsonText(failureDocument({ command, asOfMs: Date.now(), verdict }, failure)))
  printNotice(failureText(failure, screenOf(process.stderr, {})))
  if (isVerbose && error instanceof Error && failure.code === 'internal') printNotice(error.stack ?? '')
  return failure.exitCode
}
