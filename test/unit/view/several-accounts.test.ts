import { describe, expect, it } from 'vitest'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { alertsScreen } from '../../../src/view/alerts-screen.ts'
import { plainPalette } from '../../../src/view/palette.ts'
import { positionsScreen } from '../../../src/view/positions-screen.ts'
import { statusScreen, verdictLine } from '../../../src/view/status-screen.ts'
import { renderWatchFrame } from '../../../src/view/watch-frame.ts'
import { logLines } from '../../../src/view/watch-log.ts'
import type { WatchModel } from '../../../src/view/watch-model.ts'
import { aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'
import { tierTable } from '../../support/builders.ts'
import { aMarginSnapshot } from '../../support/margin-builders.ts'
import { expectGolden } from './golden.ts'
import { anAccount, anEmptyAccount, aPositionRisk, aReport, aScreen, ETH, SOL } from './reports.ts'
import { aWatchAccount, aWatchModel } from './watch-models.ts'

const WIDTHS = [60, 80, 140] as const

/** Nearer to its end than `main`, and holding the same symbol. */
const near: AccountRisk = anAccount({
  account: 'prop-desk',
  pools: [],
  positions: [
    aPositionRisk({ ...SOL, distance: '3.4', tier: '5' }),
    aPositionRisk({ ...ETH, marginType: 'ISOLATED', distance: '44', tier: null }),
  ],
})
const LOST = {
  account: 'broken',
  environment: 'TESTNET',
  code: 'secret-unusable',
  message: 'broken.secret does not exist',
  hint: 'check the path, or run liqwatch init',
  retryable: false,
} as const

const report = aReport([{ ...anEmptyAccount(), account: 'spare' }, anAccount(), near], {
  verdict: 'CRITICAL',
  failures: [LOST],
})

const model = (traits: Partial<WatchModel> = {}): WatchModel =>
  aWatchModel({
    accounts: [
      aWatchAccount(),
      aWatchAccount({ risk: near, sources: { markMs: 900, isPolled: true }, extras: [] }),
      aWatchAccount({ risk: { ...anEmptyAccount(), account: 'spare' }, environment: 'TESTNET', extras: [] }),
    ],
    failures: [LOST],
    ...traits,
  })

describe('several accounts', () => {
  it.each(WIDTHS)('in status and positions, worst first, at %d columns', (columns) => {
    expectGolden(`accounts-status-${columns}`, statusScreen(report, aScreen(columns)))
    expectGolden(`accounts-positions-${columns}`, positionsScreen(report, aScreen(columns)))
  })

  it.each(WIDTHS)('on the live screen, rows of all accounts worst first, at %d columns', (columns) => {
    const frame = renderWatchFrame(model(), { columns, rows: 30 }, plainPalette)
    expectGolden(`accounts-watch-${columns}`, `${frame.join('\n')}\n`)
  })

  it('name the one that is in danger', () => {
    expect(verdictLine(report, aScreen(null))).toMatch(
      /^CRITICAL {2}prop-desk: SOLUSDT long is 3\.40% from liquidation/,
    )
  })

  it('are a line each in the log, and one that is lost says why', () => {
    expect(logLines(model()).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
      'account=main verdict=CRITICAL',
      'account=prop-desk verdict=CRITICAL',
      'account=spare verdict=OK',
      'account=broken verdict=UNKNOWN',
    ])
  })

  it('that cannot be read stay in sight on the smallest screen', () => {
    const accounts = Array.from({ length: 12 }, (_, index) =>
      aWatchAccount({ risk: anAccount({ account: `account-${index}` }) }),
    )
    const lines = renderWatchFrame(model({ accounts }), { columns: 60, rows: 12 }, plainPalette)
    expect(lines.some((line) => line.startsWith('? broken  could not be read'))).toBe(true)
  })

  it('keep their positions in sight beside calm margin accounts', () => {
    const standing = assessMargin(aMarginSnapshot(), tierTable().default)
    const margins = ['main', 'prop-desk', 'spare'].map((account) => ({ ...standing, account }))
    const lines = renderWatchFrame(model({ margins }), { columns: 80, rows: 34 }, plainPalette)
    expect(lines.filter((line) => /^ [ !] [A-Z]+USDT +(main|prop-desk) /.test(line))).toHaveLength(6)
    expect(lines.some((line) => line.startsWith('rows hidden'))).toBe(false)
  })

  it('are named in the list of alerts even when one of them alone has any', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aReading('9.1')] })
    const shown = { memory: world.memory(), nowMs: START_MS + 1000, namesAccount: true }
    const list = alertsScreen(shown, aScreen(80))
    expect(list).toMatch(/^ACCOUNT +ALERT/)
    expect(list).toMatch(/^main +SOLUSDT long +9\.10%/m)
    expect(list).toContain('liqwatch alerts ack SOLUSDT -a main')
  })
})
