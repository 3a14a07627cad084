import { choicesLine } from './choices.ts'
import { jobArgv, jobName, jobTitle, type ScheduledJob } from './job.ts'

export interface LaunchdPlaces {
  readonly home: string
  /** Where launchd puts what the job prints; without it that would be lost. */
  readonly logPath: string
}

/** A launch agent's property list: started every so many seconds for `check`, kept alive for `watch`. */
export function launchdPlist(job: ScheduledJob, places: LaunchdPlaces): string {
  const entries = [
    ['Label', text(jobName(job))],
    ['ProgramArguments', list(jobArgv(job))],
    ['WorkingDirectory', text(places.home)],
    ...environment(job),
    ['RunAtLoad', '<true/>'],
    ...rhythm(job),
    // A watch logs for weeks; what goes wrong comes on stderr.
    ...(job.what === 'watch' ? [] : [['StandardOutPath', text(places.logPath)]]),
    ['StandardErrorPath', text(places.logPath)],
  ]
  return document(job, entries.map(([key, value]) => `  <key>${key}</key>\n  ${value}\n`).join(''))
}

function rhythm(job: ScheduledJob): string[][] {
  if (job.what === 'check') return [['StartInterval', `<integer>${job.everyMinutes * 60}</integer>`]]
  return [
    ['KeepAlive', '<true/>'],
    ['ThrottleInterval', '<integer>15</integer>'],
  ]
}

function environment(job: ScheduledJob): string[][] {
  const variables = Object.entries(job.environment)
  if (variables.length === 0) return []
  const lines = variables.map(([name, value]) => `    <key>${escaped(name)}</key>\n    ${text(value)}\n`)
  return [['EnvironmentVariables', `<dict>\n${lines.join('')}  </dict>`]]
}

function document(job: ScheduledJob, body: string): string {
  // Two hyphens would end the comment, and a path or an account may hold them.
  const title = jobTitle(job).replaceAll(/-(?=-)/g, '- ')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${title}: written by liqwatch schedule -->
<!-- ${choicesLine(job)} -->
<plist version="1.0">
<dict>
${body}</dict>
</plist>
`
}

function list(words: readonly string[]): string {
  return `<array>\n${words.map((word) => `    ${text(word)}\n`).join('')}  </array>`
}

function text(value: string): string {
  return `<string>${escaped(value)}</string>`
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
