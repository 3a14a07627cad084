import type { Json } from '../../view/json.ts'
import type { Finding } from './finding.ts'
import { jobSummary, jobTitle } from './job.ts'

/** One installed job: where, whether it is up to date, the exact text, and what is wrong with it. */
export function findingText(finding: Finding): string {
  const lines = [
    `${finding.kind}: ${state(finding)}, ${jobSummary(finding.job)}, ${jobTitle(finding.job)}`,
    '',
    finding.installedText.trimEnd(),
    '',
    ...remarks(finding),
  ]
  return `${lines.join('\n')}\n`
}

function state(finding: Finding): string {
  if (finding.presence === 'absent') return 'not installed'
  return finding.presence === 'current' ? 'installed and up to date' : 'installed, but out of date'
}

function remarks(finding: Finding): string[] {
  const isOutdated = finding.presence === 'outdated'
  const outdated = isOutdated
    ? ['out of date: node, liqwatch or a path has moved; run liqwatch schedule install again']
    : []
  return [...outdated, ...finding.problems].map((line) => `! ${line}`).concat(finding.notes.map((line) => `  ${line}`))
}

/** The same for machines. */
export function findingJson(finding: Finding): Readonly<Record<string, Json>> {
  const { kind, presence, job, installedText: text, problems, notes } = finding
  return {
    kind,
    installed: presence !== 'absent',
    upToDate: presence === 'absent' ? null : presence === 'current',
    what: job.what,
    everyMinutes: job.what === 'check' ? job.everyMinutes : null,
    account: job.account,
    config: job.configPath,
    text: presence === 'absent' ? null : text,
    problems,
    notes,
  }
}

/** What an installation did. */
export function installedText(before: Finding, after: Finding): string {
  const did = before.installSteps.length === 0 ? 'was already installed' : verb(before)
  return `${after.kind}: ${jobTitle(after.job)} ${did}: ${jobSummary(after.job)}\n\n${after.installedText.trimEnd()}\n\n${remarks(
    after,
  ).join('\n')}\n`
}

function verb(before: Finding): string {
  return before.presence === 'absent' ? 'installed' : 'replaced'
}

/** What a dry run says of an installation that is in place. */
export function nothingText(finding: Finding): string {
  return `${finding.kind}: nothing to write, it is installed and up to date`
}

/** What a removal did. */
export function removedText(finding: Finding): string {
  return `${finding.kind}: ${jobTitle(finding.job)} removed\n`
}
