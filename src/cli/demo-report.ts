import type { ExitCode } from '../errors.ts'
import type { HistoryFlags } from './commands/history.ts'
import type { ReportFlags } from './commands/report.ts'
import { openDemoPast } from './demo-past.ts'
import { runHistoryChart } from './history-chart.ts'
import { runHtmlReport } from './html-report.ts'

/** A report on a scripted market that was watched from beginning to end. */
export async function runDemoReport(flags: ReportFlags, file: string): Promise<ExitCode> {
  const { services, about } = await openDemoPast(flags)
  try {
    return await runHtmlReport(services, flags, { file, demo: about })
  } finally {
    await services.close()
  }
}

/** Charts of a scripted market that was watched from beginning to end. */
export async function runDemoChart(flags: HistoryFlags): Promise<ExitCode> {
  const { services } = await openDemoPast(flags)
  try {
    return await runHistoryChart(services, flags)
  } finally {
    await services.close()
  }
}
