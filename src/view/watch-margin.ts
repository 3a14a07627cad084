import { type MarginStanding, marginName } from '../risk/margin-standing.ts'
import { duration } from './format.ts'
import { isMarginWorse, marginTable } from './margin-lines.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import type { WatchModel } from './watch-model.ts'

/** The spot-margin accounts that owe something or could not be read, each key's below its name where there are several. */
export function watchMargin(model: WatchModel, screen: Screen): readonly string[] {
  const hasSeveral = model.accounts.length + model.failures.length > 1
  return shownMargins(model).flatMap((standing) => [
    '',
    ...(hasSeveral ? [`${foreign(standing.account)}  spot margin`] : []),
    ...marginTable(standing, screen),
    ...ageLines(standing, model, screen),
  ])
}

/** Whether some margin account is in more danger than the positions of its key. */
export function isMarginFirst(model: WatchModel): boolean {
  return shownMargins(model).some((standing) => {
    const account = model.accounts.find(({ risk }) => risk.account === standing.account)
    return isMarginWorse(account?.risk ?? null, standing)
  })
}

function shownMargins({ margins, paused, ui }: WatchModel): readonly MarginStanding[] {
  const wanted = ui.filter.toLowerCase()
  return ((paused === null ? margins : paused.margins) ?? [])
    .map((standing) => ({
      ...standing,
      rows: standing.rows.filter(
        (row) => row.zone !== 'no-debt' && `${standing.account} ${marginName(row)}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ rows, gaps }) => rows.length > 0 || (gaps.length > 0 && wanted === ''))
}

/** Levels have no stream: how old they are is said, and what moved them since. */
function ageLines({ rows, takenAtMs }: MarginStanding, model: WatchModel, screen: Screen): readonly string[] {
  if (rows.length === 0) return []
  const age = duration(Math.max(0, (model.paused?.atMs ?? model.nowMs) - takenAtMs))
  const moved = rows.some(({ isMoved }) => isMoved) ? ', moved by futures marks since' : ''
  return wrap(`levels read ${age} ago${moved}`, screen).map((line) => screen.palette('faint', line))
}
