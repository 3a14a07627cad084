import { duration, NOT_AVAILABLE, timeOfDay } from './format.ts'
import { headline, VERDICT_TONES } from './headline.ts'
import { poolParts } from './pool-line.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { clipLine } from './watch-clip.ts'
import type { WatchAccount, WatchModel } from './watch-model.ts'
import { isFeedStale, shownRows, watchReport, watchRows } from './watch-rows.ts'

const MOST_VERDICT_LINES = 2

/** The verdict with its worst cause, then the accounts that cannot be read, then the others with the age of their sources. */
export function watchHeader(model: WatchModel, screen: Screen): readonly string[] {
  return [
    ...verdictLines(model, screen),
    ...model.failures.map(({ account, message }) =>
      screen.palette('unknown', clip(`? ${foreign(account)}  could not be read: ${foreign(message)}`, screen)),
    ),
    ...model.accounts.flatMap((account, index) => sourceLines(account, model, screen, index === 0)),
    ...pauseLines(model, screen),
    ...filterLines(model, screen),
  ]
}

function verdictLines(model: WatchModel, screen: Screen): readonly string[] {
  const report = watchReport(model)
  const { verdict } = report
  const [first = '', ...rest] = wrap(`${verdict}  ${headline(report)}`, screen)
  const word = screen.palette(VERDICT_TONES[verdict], verdict)
  const shown = [word + first.slice(verdict.length), ...rest].slice(0, MOST_VERDICT_LINES)
  return rest.length < MOST_VERDICT_LINES ? shown : [...shown.slice(0, -1), clip(`${shown.at(-1)} …`, screen)]
}

function sourceLines(account: WatchAccount, model: WatchModel, screen: Screen, isFirst: boolean): readonly string[] {
  const { markMs, userMs, restMs } = account.sources
  const label = feedLabel(account, model)
  const parts = [
    `${foreign(account.risk.account)}  ${label}`,
    `marks ${ageText(markMs)}`,
    `user ${ageText(userMs)}`,
    `REST ${ageText(restMs)}`,
    ...(isFirst ? [timeOfDay(model.nowMs, screen.timeZone)] : []),
  ]
  const tone = isFeedStale(account, model) ? 'unknown' : 'strong'
  const [first = '', ...rest] = flow(parts, screen)
  return [first.replace(`  ${label}`, `  ${screen.palette(tone, label)}`), ...rest]
}

/** LIVE, or DEMO and TESTNET so that play money never passes for real; POLLED and STALE say what is not live about it. */
export function feedLabel(account: WatchAccount, model: WatchModel): string {
  const place = account.environment === 'LIVE' ? [] : [account.environment]
  if (isFeedStale(account, model)) return [...place, 'STALE'].join(' ')
  return account.sources.isPolled ? [...place, 'POLLED'].join(' ') : account.environment
}

function ageText(ageMs: number | null): string {
  return ageMs === null ? NOT_AVAILABLE : duration(ageMs)
}

function pauseLines({ paused, nowMs }: WatchModel, screen: Screen): readonly string[] {
  if (paused === null) return []
  const text = `PAUSED for ${duration(nowMs - paused.atMs)}: the rows stand still, verdict and alerts go on (p)`
  return [screen.palette('warning', clip(text, screen))]
}

function filterLines(model: WatchModel, screen: Screen): readonly string[] {
  const { filter } = model.ui
  if (filter === '') return []
  const text = `filter "${foreign(filter)}": ${shownRows(model).length} of ${watchRows(model).length} rows`
  return [screen.palette('warning', clip(text, screen))]
}

/** Each cross pool: its members and the joint move that kills it. */
export function watchPools(model: WatchModel, screen: Screen): readonly string[] {
  return (model.paused?.accounts ?? model.accounts).flatMap(({ risk }) =>
    risk.pools.flatMap((pool) => {
      const name = model.accounts.length > 1 ? [foreign(risk.account)] : []
      return flow([...name, ...poolParts(pool, risk.pools.length === 1)], screen)
    }),
  )
}

function clip(text: string, { columns }: Screen): string {
  return columns === null ? text : clipLine(text, columns)
}
