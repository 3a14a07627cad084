import { LiqwatchError } from '../../errors.ts'
import type { ScheduleKind } from './job.ts'

/** The failure of a scheduler that this machine does not have, or that this user cannot reach. */
export function schedulerMissing(what: string, instead: ScheduleKind): LiqwatchError {
  return new LiqwatchError(what, {
    code: 'scheduler-missing',
    hint: `nothing was changed; try --kind ${instead}, or let any other scheduler run what liqwatch schedule print shows`,
  })
}
