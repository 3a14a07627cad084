import { DEFAULT_CHOICES, type JobChoices, type ScheduledJob } from './job.ts'

/** One line of JSON that keeps what the user chose. Two hyphens never stand side by side: XML comments forbid it. */
export function choicesLine(job: ScheduledJob): string {
  const { what, everyMinutes, pingUrl, timeoutSeconds, metrics, isMetricsPublic, prom } = job
  const json = JSON.stringify({ what, everyMinutes, pingUrl, timeoutSeconds, metrics, isMetricsPublic, prom })
  return `choices ${json.replaceAll('--', '-\\u002d')}`
}

/** The choices kept in an installed text; the defaults where the line is missing or was edited beyond reading. */
export function parseChoices(text: string): JobChoices {
  const json = /choices (\{.*\})/.exec(text)?.[1]
  if (json === undefined) return DEFAULT_CHOICES
  try {
    const kept = JSON.parse(json) as Readonly<Record<string, unknown>>
    const { what, everyMinutes, pingUrl, timeoutSeconds, metrics, isMetricsPublic, prom } = kept
    return {
      what: what === 'watch' ? 'watch' : 'check',
      everyMinutes: typeof everyMinutes === 'number' ? everyMinutes : DEFAULT_CHOICES.everyMinutes,
      pingUrl: typeof pingUrl === 'string' ? pingUrl : null,
      timeoutSeconds: typeof timeoutSeconds === 'number' ? timeoutSeconds : null,
      ...(typeof metrics === 'string' ? { metrics } : {}),
      ...(isMetricsPublic === true ? { isMetricsPublic } : {}),
      ...(typeof prom === 'string' ? { prom } : {}),
    }
  } catch {
    return DEFAULT_CHOICES
  }
}
