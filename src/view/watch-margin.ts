import { marginKey } from '../alerts/readings.ts'
import { type MarginStanding, marginName } from '../risk/margin-standing.ts'
import { duration } from './format.ts'
import { isMarginWorse, type MarginMarks, marginTable } from './margin-lines.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import type { WatchModel } from './watch-model.ts'
import { hushWord } from './watch-rows.ts'

/**
 * The spot-margin accounts that owe something or could not be read: a block of lines for each key, below its name where
 * there are several.
 */
export function watchMargin(model: WatchModel, screen: Screen): readonly (readonly string[])[] {
  const hasSeveral = model.accounts.length + model.failures.length > 1
  return shownMargins(model).map((standing) => [
    '',
    ...(hasSeveral ? [`${foreign(standing.account)}  spot margin`] : []),
    ...marginTable(standing, screen, marksOf(standing, model)),
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

/** Whether a margin account must be seen: selected, inside a tier, past its call, or with something that is not known. */
export function isMarginUrgent(model: WatchModel): boolean {
  return shownMargins(model).some(
    ({ account, rows, gaps }) =>
      gaps.length > 0 ||
      rows.some(
        ({ symbol, tier, zone }) =>
          tier !== null || zone !== 'normal' || marginKey(account, symbol) === model.ui.selectedKey,
      ),
  )
}

/** Keys of the margin accounts that a frame shows, in its order. */
export function marginRowKeys(model: WatchModel): readonly string[] {
  return shownMargins(model).flatMap(({ account, rows }) => rows.map(({ symbol }) => marginKey(account, symbol)))
}

function marksOf({ account }: MarginStanding, { ui, accounts }: WatchModel): MarginMarks {
  const extras = accounts.find(({ risk }) => risk.account === account)?.extras
  return {
    isSelected: ({ symbol }) => marginKey(account, symbol) === ui.selectedKey,
    hush: ({ symbol }) => hushWord(extras?.get(marginKey(account, symbol))?.hush ?? null),
  }
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
