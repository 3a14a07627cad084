import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { StatusReport } from '../../../src/risk/report.ts'
import { paletteFor } from '../../../src/view/palette.ts'
import { positionsScreen } from '../../../src/view/positions-screen.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { statusScreen, verdictLine } from '../../../src/view/status-screen.ts'
import { expectGolden } from './golden.ts'
import {
  anAccount,
  anEmptyAccount,
  aPool,
  aPositionRisk,
  aReport,
  aScreen,
  BTC,
  DOGE,
  ETH,
  NOW_MS,
  SOL,
} from './reports.ts'

const unknownAccount = anAccount({
  verdict: 'UNKNOWN',
  equity: null,
  pools: [aPool({ marginRatio: null, jointDistancePct: null, isUnknown: true, why: 'ETHUSDT could not be read' })],
  positions: [
    aPositionRisk({ ...DOGE, tier: null, stop: null, atrs: null, distance: '21.5' }),
    aPositionRisk({
      ...BTC,
      liquidation: { status: 'unknown', reason: 'ETHUSDT, in the same pool, could not be read' },
      distance: null,
      driftPct: null,
      maintenance: null,
      bankruptcy: null,
    }),
  ],
  unreadable: [
    {
      symbol: 'ETHUSDT',
      positionSide: 'BOTH',
      marginType: 'CROSSED',
      marginAsset: 'USDT',
      why: 'entryPrice is missing',
    },
  ],
  gaps: [
    { what: 'openAlgoOrders', why: 'HTTP 503 after 3 tries', needed: false },
    { what: 'positionRisk ETHUSDT', why: 'entryPrice is missing', needed: true },
  ],
})

const hedgeAccount = anAccount({
  account: 'hedge',
  verdict: 'WARNING',
  hedgeMode: true,
  multiAssetsMode: true,
  isApproximate: true,
  pools: [
    aPool({
      asset: 'USD',
      jointDistancePct: null,
      symbols: ['BTCUSDT', 'ETHUSDC', 'XRPUSDT', 'ADAUSDT', 'LTCUSDT', 'BNBUSDT'],
    }),
  ],
  positions: [
    aPositionRisk({ ...ETH, drift: 'warning', driftPct: '2.1', exchangePrice: '5973.22', tier: null }),
    aPositionRisk({
      ...BTC,
      liquidation: { status: 'none', reason: 'fully-funded' },
      exchangePrice: null,
      driftPct: null,
      distance: null,
      atrs: null,
    }),
    aPositionRisk({
      ...DOGE,
      tier: null,
      distance: '40',
      ifFilled: { liquidationPrice: d('0.17'), distancePct: d('10.6204') },
    }),
  ],
})

const cases: Readonly<Record<string, StatusReport>> = {
  normal: aReport([anAccount()]),
  empty: aReport([anEmptyAccount()]),
  unknown: aReport([unknownAccount]),
  stale: aReport([anAccount({ verdict: 'UNKNOWN', takenAtMs: NOW_MS - 94_000, positions: [aPositionRisk(ETH)] })]),
  several: aReport([hedgeAccount, anAccount(), { ...anEmptyAccount(), account: 'spare' }], {
    verdict: 'CRITICAL',
    failures: [
      {
        account: 'broken',
        environment: 'TESTNET',
        code: 'venue-unavailable',
        message: 'Binance could not answer /fapi/v3/account (HTTP 503)',
        hint: 'it usually passes by itself; binance.com announces maintenance',
        retryable: true,
      },
    ],
  }),
  liquidatable: aReport([
    anAccount({
      positions: [
        aPositionRisk({
          ...SOL,
          mark: '150.2',
          liquidation: {
            status: 'price',
            price: d('154.85427136'),
            edges: { below: d('154.85427136'), above: null },
            reason: 'already-liquidatable',
          },
          distance: '0',
          atrs: '0',
          tier: '5',
          effective: null,
        }),
      ],
    }),
  ]),
  joint: aReport([
    anAccount({
      positions: [aPositionRisk({ ...BTC, distance: '18' }), aPositionRisk({ ...ETH, distance: '17' })],
      pools: [aPool({ jointDistancePct: d('8.75'), jointTier: d('10') })],
    }),
  ]),
}

it('is the verdict and its worst cause alone when asked to be quiet', () => {
  expect(verdictLine(caseOf('normal'), aScreen(140))).toBe(
    'CRITICAL  SOLUSDT long is 6.32% from liquidation (10% tier) and has no stop; 1 more in a tier.\n',
  )
})

describe('what must not pass for certain', () => {
  it('is as old as its oldest mark', () => {
    const [position = aPositionRisk(SOL), ...others] = [SOL, BTC].map(aPositionRisk)
    const positions = [{ ...position, dataAgeMs: 94_000 }, ...others]
    const screen = statusScreen(aReport([anAccount({ verdict: 'UNKNOWN', positions })]), aScreen(140))
    expect(screen).toMatch(/data 9[45] s old STALE {2}LIVE/)
  })

  it('is told without claiming that it could not be read', () => {
    const gaps = [{ what: 'notionalCoef SOLUSDT', why: 'it is not 1', needed: false, isNotice: true }]
    const lines = statusScreen(aReport([anAccount({ gaps })]), aScreen(140)).split('\n')
    expect(lines).toContain('! notionalCoef SOLUSDT: it is not 1')
  })

  it('keeps a COIN-M position apart, with no margin type of its own', () => {
    const coinM = { symbol: 'BTCUSD_PERP', positionSide: null, marginType: 'ISOLATED', marginAsset: null } as const
    const unreadable = [{ ...coinM, why: 'COIN-M positions are not computed', isCoinM: true }]
    const screen = statusScreen(aReport([anAccount({ unreadable })]), aScreen(140))
    expect(screen).toMatch(/^\? BTCUSD_PERP +n\/a +n\/a /m)
  })
})

describe('golden screens', () => {
  it.each(Object.keys(cases))('status: %s', (name) => {
    expectGolden(`status-${name}-140`, statusScreen(caseOf(name), aScreen(140)))
  })

  it.each([60, 80])('status at %d columns', (columns) => {
    expectGolden(`status-normal-${columns}`, statusScreen(caseOf('normal'), aScreen(columns)))
    expectGolden(`status-several-${columns}`, statusScreen(caseOf('several'), aScreen(columns)))
  })

  it.each([60, 80, 140, 240])('positions at %d columns', (columns) => {
    expectGolden(`positions-normal-${columns}`, positionsScreen(caseOf('normal'), aScreen(columns)))
  })

  it('into a pipe: every column, no box', () => {
    expectGolden('positions-unknown-pipe', positionsScreen(caseOf('unknown'), aScreen(null)))
    expectGolden('status-normal-pipe', statusScreen(caseOf('normal'), aScreen(null)))
  })

  it('in colour', () => {
    const palette = paletteFor({ env: { FORCE_COLOR: '1' }, isTerminal: true, isForbidden: false })
    expectGolden('status-normal-colour', statusScreen(caseOf('normal'), aScreen(140, { palette })))
  })
})

function caseOf(name: string): StatusReport {
  const report = cases[name]
  if (report === undefined) throw new Error(`no case ${name}`)
  return report
}

const widths = Object.keys(cases).flatMap((name) => [60, 80, 140].map((columns) => ({ name, columns })))

describe('width', () => {
  it.each(widths)('$name has no line beyond $columns columns', ({ name, columns }) => {
    for (const screen of [statusScreen, positionsScreen]) {
      const tooLong = screen(caseOf(name), aScreen(columns))
        .split('\n')
        .filter((line) => widthOf(line) > columns)
      expect(tooLong).toEqual([])
    }
  })

  it('keeps what matters at 60 columns and says what went', () => {
    const lines = statusScreen(caseOf('normal'), aScreen(60)).split('\n')
    const title = lines.find((line) => line.startsWith('  SYMBOL')) ?? ''
    for (const column of ['SIDE', 'MARK', 'LIQ', 'DIST', 'TIER']) expect(title).toContain(column)
    expect(lines.join('\n')).toMatch(/not shown at 60 columns: .*ENTRY/)
  })

  it('counts wide characters as two columns', () => {
    const wide = aReport([anAccount({ positions: [aPositionRisk({ ...SOL, symbol: '币安人生USDT' })] })])
    const lines = statusScreen(wide, aScreen(140)).split('\n')
    const [title = '', row = ''] = lines.slice(lines.findIndex((line) => line.startsWith('  SYMBOL')))
    expect(row).toContain('! 币安人生USDT')
    expect(widthOf(row.slice(0, row.indexOf('long')))).toBe(title.indexOf('SIDE'))
  })
})

describe('what a screen never does', () => {
  it.each(Object.keys(cases))('%s: colour only repeats what words and marks say', (name) => {
    const palette = paletteFor({ env: { FORCE_COLOR: '1' }, isTerminal: true, isForbidden: false })
    const coloured = statusScreen(caseOf(name), aScreen(140, { palette }))
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(statusScreen(caseOf(name), aScreen(140)))
  })

  it('lets the wire steer the terminal', () => {
    const evil = 'EVIL\u001b[2J\u202eUSDT'
    const report = aReport([
      anAccount({
        account: 'main\u0007',
        positions: [aPositionRisk({ ...SOL, symbol: evil })],
        unreadable: [
          { symbol: evil, positionSide: null, marginType: null, marginAsset: null, why: 'line\nbreak\u001b[31m' },
        ],
        gaps: [{ what: 'x\u0000', why: '\u009b31m', needed: true }],
      }),
    ])
    for (const screen of [statusScreen(report, aScreen(140)), positionsScreen(report, aScreen(null))]) {
      expect(screen.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
      expect(screen).toContain('EVIL\\u{1b}[2J\\u{202e}USDT')
    }
  })

  it('shows missing figures as zero or blank', () => {
    const screen = statusScreen(caseOf('unknown'), aScreen(null))
    expect(screen).toMatch(/^\? ETHUSDT +n\/a +cross( +n\/a){9}$/m)
    expect(screen).toMatch(/^\? BTCUSDT +long .* n\/a +n\/a /m)
    expect(screen).toContain('equity n/a')
  })
})
