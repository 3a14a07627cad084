import type { JobChoices, ScheduledJob, ScheduleKind } from './job.ts'
import type { Step } from './step.ts'

/** `outdated`: something of the job is there, but not what an installation would write today. */
export type Presence = 'absent' | 'current' | 'outdated'

/** What one scheduler holds of a job, and what it would take to install or remove it. */
export interface Finding {
  readonly kind: ScheduleKind
  readonly presence: Presence
  /** The job as it was chosen when it was installed. */
  readonly job: ScheduledJob
  /** The lines or files as they stand; empty when absent. */
  readonly installedText: string
  /** What keeps an installed job from running. */
  readonly problems: readonly string[]
  /** Worth knowing, no problem by itself. */
  readonly notes: readonly string[]
  /** Empty when the job is installed, up to date and switched on. */
  readonly installSteps: readonly Step[]
  /** Empty when there is nothing to remove. */
  readonly removeSteps: readonly Step[]
}

/** The job to compare with: for `install` the wanted one, for `status` the one that was chosen when it was installed. */
export type JobFor = (installed: JobChoices) => ScheduledJob
