import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { paletteFor, plainPalette } from '../../../src/view/palette.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { barTitle, distanceBar } from '../../../src/view/watch-bar.ts'
import { clipLine } from '../../../src/view/watch-clip.ts'
import { diffFrame, renderWatchFrame, renderWatchOnce, watchRowKeys } from '../../../src/view/watch-frame.ts'
import type { WatchModel } from '../../../src/view/watch-model.ts'
import { watchVerdict } from '../../../src/view/watch-rows.ts'
import { tierTable } from '../../support/builders.ts'
import { expectGolden } from './golden.ts'
import { anAccount, anEmptyAccount, aPool, aPositionRisk, BTC, ETH, NOW_MS, SOL } from './reports.ts'
import { aWatchAccount, aWatchModel, EXTRA, SOL_EXTRA } from './watch-models.ts'

const frame = (model: WatchModel, columns: number, rows: number) =>
  renderWatchFrame(model, { columns, rows }, plainPalette)
const text = (model: WatchModel, columns = 80, rows = 30) => frame(model, columns, rows).join('\n')
const lineWith = (model: WatchModel, part: string, columns = 80) =>
  frame(model, columns, 30).find((line) => line.includes(part)) ?? `no line with ${part}`

const COLOURS = paletteFor({ env: { FORCE_COLOR: '1' }, isTerminal: true, isForbidden: false })

/** Eight rows of one account and what could not be read of another. */
const crowd = aWatchModel({
  accounts: [
    aWatchAccount({
      risk: anAccount({
        positions: Array.from({ length: 8 }, (_, index) =>
          aPositionRisk({
            ...SOL,
            symbol: `COIN${index}USDT`,
            distance: `${6 + index}`,
            tier: index < 4 ? '10' : '15',
          }),
        ),
      }),
    }),
  ],
})

const second = aWatchAccount({
  risk: anAccount({
    account: 'second',
    verdict: 'UNKNOWN',
    pools: [],
    positions: [aPositionRisk({ ...ETH, marginType: 'ISOLATED', distance: '4.1', tier: '5' })],
    unreadable: [
      { symbol: 'XRPUSDT', positionSide: null, marginType: null, marginAsset: null, why: 'entryPrice is missing' },
    ],
  }),
  environment: 'DEMO',
  extras: [],
})

describe('a frame', () => {
  it.each([
    { columns: 60, rows: 24 },
    { columns: 80, rows: 24 },
    { columns: 140, rows: 24 },
  ])('fills $columns columns', ({ columns, rows }) => {
    expectGolden(`watch-${columns}`, `${text(aWatchModel(), columns, rows)}\n`)
  })

  it('shows two accounts, one of them not readable in full', () => {
    const failures = [
      {
        account: 'third',
        environment: 'LIVE' as const,
        code: 'timeout',
        message: 'no answer in 10 s',
        hint: '',
        retryable: true,
      },
    ]
    const model = aWatchModel({ accounts: [aWatchAccount(), second], failures })
    expectGolden('watch-accounts', `${text(model, 100, 30)}\n`)
  })

  it('says in colour what it says in words', () => {
    expectGolden('watch-colour', `${renderWatchFrame(aWatchModel(), { columns: 80, rows: 24 }, COLOURS).join('\n')}\n`)
  })

  it('printed once has every row and column, and no keys', () => {
    expectGolden('watch-once', `${renderWatchOnce(crowd, null, plainPalette).join('\n')}\n`)
  })

  it('explains its keys', () => {
    expectGolden('watch-help', `${text(aWatchModel({ ui: { isHelpOpen: true } }), 60, 20)}\n`)
  })

  it('is exactly as large as the terminal and never wider, whatever its size', () => {
    const models = [
      aWatchModel(),
      crowd,
      aWatchModel({ accounts: [aWatchAccount(), second] }),
      aWatchModel({ ui: { isHelpOpen: true } }),
    ]
    const sizes = fc.record({ columns: fc.integer({ min: 1, max: 160 }), rows: fc.integer({ min: 1, max: 60 }) })
    fc.assert(
      fc.property(fc.constantFrom(...models), sizes, fc.boolean(), (model, size, isColoured) => {
        const lines = renderWatchFrame(model, size, isColoured ? COLOURS : plainPalette)
        expect(lines).toHaveLength(size.rows)
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(size.columns)
      }),
    )
  })

  it('keeps the verdict and the worst row at 60 columns and 8 lines', () => {
    const lines = frame(aWatchModel(), 60, 8)
    expect(lines[0]).toMatch(/^CRITICAL {2}SOLUSDT long is 6\.32%/)
    expect(lines.some((line) => line.startsWith(' ! SOLUSDT'))).toBe(true)
    expect(lines.at(-1)).toContain('q quit')
  })
})

describe('rows', () => {
  it('scroll with the selection and say how many are hidden', () => {
    // two lines of verdict, one of sources, the title, four rows, the note, the keys
    expect(frame(crowd, 80, 10).filter((line) => line.includes('COIN'))).toHaveLength(5)
    expect(text(crowd, 80, 10)).toContain('rows hidden: 4 below (arrows scroll)')
    const scrolled = { ...crowd, ui: { ...crowd.ui, selectedKey: 'main/COIN5USDT/long' } }
    expect(text(scrolled, 80, 10)).toMatch(/>! COIN5USDT/)
    expect(text(scrolled, 80, 10)).toMatch(/rows hidden: \d above, \d below/)
  })

  it('stand worst first over all accounts, what cannot be read behind the tiers', () => {
    expect(watchRowKeys(aWatchModel({ accounts: [aWatchAccount(), second] }))).toEqual([
      'second/ETHUSDT/short',
      'main/SOLUSDT/long',
      'main/DOGEUSDT/long',
      'second/XRPUSDT/unknown',
      'main/BTCUSDT/long',
      'main/ETHUSDT/short',
    ])
  })

  it.each([
    { afterMs: 19_588, cell: '█████┃····│····│····' },
    { afterMs: 19_589, cell: 'STALE 20s' },
    { afterMs: 33_600, cell: 'STALE 34s' },
    { afterMs: 300_000, cell: 'STALE 5m' },
  ])('lose their bar once the mark is older than 20 s: $afterMs ms later $cell', ({ afterMs, cell }) => {
    expect(lineWith(aWatchModel({ nowMs: NOW_MS + afterMs }), '! SOLUSDT')).toContain(`6.32%  ${cell}`)
  })

  it('are narrowed by the filter, which says so', () => {
    const model = aWatchModel({ ui: { filter: 'eth' } })
    expect(watchRowKeys(model)).toEqual(['main/ETHUSDT/short'])
    expect(text(model)).toContain('filter "eth": 1 of 4 rows')
    expect(text(aWatchModel({ ui: { filter: 'xyz' } }))).toContain('no row matches the filter')
  })

  it('stand still while paused; verdict, sources and alerts go on', () => {
    const later = anAccount({
      verdict: 'OK',
      pools: [],
      positions: [aPositionRisk({ ...BTC, distance: '36', tier: null })],
    })
    const model = aWatchModel({
      nowMs: NOW_MS + 30_000,
      accounts: [aWatchAccount({ risk: { ...later, takenAtMs: NOW_MS + 29_000 }, assessedAtMs: NOW_MS + 29_000 })],
      paused: { atMs: NOW_MS, accounts: [aWatchAccount()] },
    })
    expect(text(model)).toMatch(/^OK/)
    expect(text(model)).toContain('PAUSED for 30 s: the rows stand still, verdict and alerts go on (p)')
    expect(lineWith(model, '! SOLUSDT')).toContain('█████┃')
  })

  it('name what is hushed', () => {
    const hush = (kind: 'acknowledged' | 'silenced') => ({
      ...EXTRA,
      hush: kind === 'acknowledged' ? { kind } : { kind, untilMs: NOW_MS + 1_500_000 },
    })
    const extras = [
      ['main/SOLUSDT/long', hush('silenced')],
      ['main/DOGEUSDT/long', hush('acknowledged')],
    ] as const
    const model = aWatchModel({ accounts: [aWatchAccount({ extras })] })
    expect(lineWith(model, '! SOLUSDT')).toMatch(/10% mute$/)
    expect(lineWith(model, '! DOGEUSDT')).toMatch(/15% ack$/)
    expect(text(model)).toContain('silenced for 25 min: nothing is sent, exit codes and this screen go on')
  })

  it.each([
    {
      name: 'nothing is held',
      model: aWatchModel({ accounts: [aWatchAccount({ risk: anEmptyAccount(), extras: [] })] }),
      says: 'no open positions',
    },
    { name: 'nothing was read yet', model: aWatchModel({ accounts: [] }), says: 'nothing was read yet' },
  ])('say when $name', ({ model, says }) => {
    expect(text(model)).toContain(says)
  })

  it('neutralise what comes from outside', () => {
    const hostile = anAccount({ positions: [aPositionRisk({ ...SOL, symbol: 'EVIL\u001b[2JUSDT' })] })
    const alerts = [{ atMs: NOW_MS, severity: 'critical' as const, text: 'bad \u001b[31m\u202e text' }]
    expect(text(aWatchModel({ accounts: [aWatchAccount({ risk: hostile })], alerts }))).not.toMatch(/[\u001b\u202e]/)
  })
})

describe('the header', () => {
  it.each([
    { name: 'live', account: aWatchAccount(), label: 'main  LIVE ' },
    { name: 'play money', account: aWatchAccount({ environment: 'DEMO' }), label: 'main  DEMO ' },
    { name: 'marks by REST', account: aWatchAccount({ sources: { isPolled: true } }), label: 'main  POLLED ' },
    {
      name: 'play money by REST',
      account: aWatchAccount({ environment: 'DEMO', sources: { isPolled: true } }),
      label: 'main  DEMO POLLED ',
    },
    {
      name: 'an old account',
      account: aWatchAccount({ risk: anAccount({ takenAtMs: NOW_MS - 60_001 }) }),
      label: 'main  STALE ',
    },
  ])('labels $name', ({ account, label }) => {
    expect(text(aWatchModel({ accounts: [account] }))).toContain(label)
  })

  it('tells the age of each source, and n/a for one that is down', () => {
    const account = aWatchAccount({ sources: { userMs: null, restMs: 75_400 } })
    expect(text(aWatchModel({ accounts: [account] }))).toContain('marks 0 s   user n/a   REST 75 s')
  })

  it.each([
    { name: 'fresh', takenMs: 60_000, verdict: 'CRITICAL' },
    { name: 'older than the limit', takenMs: 60_001, verdict: 'UNKNOWN' },
  ])('is $verdict when the account is $name', ({ takenMs, verdict }) => {
    const model = aWatchModel({ accounts: [aWatchAccount({ risk: anAccount({ takenAtMs: NOW_MS - takenMs }) })] })
    expect(text(model).startsWith(verdict)).toBe(true)
  })

  it('is UNKNOWN when marks are older than the limit and nothing else is wrong', () => {
    const calm = anAccount({
      verdict: 'OK',
      takenAtMs: NOW_MS + 70_000,
      positions: [aPositionRisk({ ...BTC, tier: null })],
    })
    expect(watchVerdict(aWatchModel({ nowMs: NOW_MS + 70_000, accounts: [aWatchAccount({ risk: calm })] }))).toBe(
      'UNKNOWN',
    )
  })

  it('stays CRITICAL for what another account can still see', () => {
    const stale = aWatchAccount({ risk: anAccount({ account: 'old', takenAtMs: NOW_MS - 90_000 }) })
    expect(watchVerdict(aWatchModel({ accounts: [stale, aWatchAccount()] }))).toBe('CRITICAL')
  })

  it('is UNKNOWN for an account that was not read', () => {
    const failures = [
      { account: 'b', environment: 'LIVE' as const, code: 'x', message: 'no answer', hint: '', retryable: true },
    ]
    const calm = aWatchAccount({ risk: anAccount({ verdict: 'OK', positions: [], pools: [] }) })
    expect(watchVerdict(aWatchModel({ accounts: [calm], failures }))).toBe('UNKNOWN')
  })
})

describe('the detail', () => {
  it('tells the room, what to do, and the funding drift of the worst row', () => {
    expect(text(aWatchModel())).toContain(
      [
        'SOLUSDT long 60 from 171.200, uPnL -354.00',
        '  room 6.32%: 10.446 of price, 626.74 on this position, 1.3 daily ATRs',
        '  fix: sell 33.60 SOL reduce-only, or add 856.66 USDT, for 15.00%',
        '  funding takes 0.03 points of the room a day',
      ].join('\n'),
    )
  })

  it('follows the selection', () => {
    const model = aWatchModel({ ui: { selectedKey: 'main/ETHUSDT/short' } })
    // 6098.66 − 3402.10 = 2696.56; × 3.2 = 8628.99
    expect(text(model)).toContain('room 79.26%: 2,696.56 of price, 8,628.99 on this position, 18.2 daily ATRs')
  })

  it('opens to everything that is known', () => {
    const whole = text(aWatchModel({ ui: { isDetailOpen: true } }), 140, 40)
    expect(whole).toContain('margin ratio 7.37%, effective leverage 14.7x')
    expect(whole).toContain('  no stop')
  })

  it.each([
    {
      name: 'no price',
      risk: { ...SOL, liquidation: { status: 'none', reason: 'fully-funded' }, distance: null, tier: null },
      says: 'no price liquidates it: its margin covers a fall of the price to zero',
    },
    {
      name: 'an unknown price',
      risk: {
        ...SOL,
        liquidation: { status: 'unknown', reason: 'its brackets are missing' },
        distance: null,
        tier: null,
      },
      says: '? not known: its brackets are missing',
    },
    {
      name: 'a position already lost',
      risk: {
        ...SOL,
        liquidation: {
          status: 'price',
          price: d('171'),
          edges: { below: null, above: d('171') },
          reason: 'already-liquidatable',
        },
        distance: '0',
        tier: '5',
      },
      says: 'can be liquidated now; it would recover at 171.000',
    },
  ] as const)('explains $name', ({ risk, says }) => {
    const account = aWatchAccount({
      risk: anAccount({ pools: [aPool()], positions: [aPositionRisk(risk)] }),
      extras: [['main/SOLUSDT/long', SOL_EXTRA]],
    })
    expect(text(aWatchModel({ accounts: [account] }))).toContain(says)
  })
})

describe('the last line', () => {
  it.each([
    { ui: { prompt: { kind: 'filter', before: '' }, filter: 'so' }, line: 'filter: so_  Enter keep, Esc cancel' },
    {
      ui: { prompt: { kind: 'silence', rowKey: 'main/SOLUSDT/long' } },
      line: 'silence SOLUSDT: 1=15min  2=1h  3=4h  0=lift  Esc=cancel',
    },
    { ui: { notice: 'SOLUSDT long is acknowledged' }, line: 'SOLUSDT long is acknowledged' },
  ] as const)('says $line', ({ ui, line }) => {
    expect(frame(aWatchModel({ ui }), 80, 24).at(-1)).toBe(line)
  })
})

describe('the distance bar', () => {
  const tiers = tierTable({ BTCUSDT: ['3', '2', '1'] })
  it.each([
    { symbol: 'SOLUSDT', distance: '0', bar: '·····│····│····│····' },
    { symbol: 'SOLUSDT', distance: '0.1', bar: '█····│····│····│····' },
    { symbol: 'SOLUSDT', distance: '5', bar: '█████│····│····│····' },
    { symbol: 'SOLUSDT', distance: '10.4', bar: '█████┃████│····│····' },
    { symbol: 'SOLUSDT', distance: '79', bar: '█████┃████┃████┃████' },
    { symbol: 'BTCUSDT', distance: '2.5', bar: '█┃┃│················' },
  ])('of $symbol at $distance%', ({ symbol, distance, bar }) => {
    expect(distanceBar(d(distance), { symbol, tiers, columns: 20 })).toBe(bar)
  })

  it('has the tiers above their ticks', () => {
    expect(barTitle(tiers, 20)).toBe('0    5    10   15')
  })
})

describe('what is written to the terminal', () => {
  it.each([
    { name: 'nothing for the same frame', previous: ['a', 'b'], next: ['a', 'b'], changed: [] },
    {
      name: 'only the lines that changed',
      previous: ['a', 'b', 'c'],
      next: ['a', 'x', 'c'],
      changed: [{ row: 1, line: 'x' }],
    },
    {
      name: 'everything at first',
      previous: [],
      next: ['a', ''],
      changed: [
        { row: 0, line: 'a' },
        { row: 1, line: '' },
      ],
    },
    { name: 'emptiness for lines that are gone', previous: ['a', 'b'], next: ['a'], changed: [{ row: 1, line: '' }] },
  ])('is $name', ({ previous, next, changed }) => {
    expect(diffFrame(previous, next)).toEqual(changed)
  })

  it('is only the first account line when a second passes in calm', () => {
    const [one, other] = [
      aWatchModel(),
      aWatchModel({ nowMs: NOW_MS + 1000, accounts: [aWatchAccount({ assessedAtMs: NOW_MS + 1000 })] }),
    ]
    expect(diffFrame(frame(one, 80, 24), frame(other, 80, 24)).map(({ row }) => row)).toEqual([2])
  })

  it.each([
    { line: 'abcdef', columns: 6, clipped: 'abcdef' },
    { line: 'abcdefg', columns: 6, clipped: 'abcde…' },
    { line: '币安人生', columns: 6, clipped: '币安…' },
    { line: '\u001b[31mabcdefg\u001b[39m', columns: 4, clipped: '\u001b[31mabc…\u001b[0m' },
  ])('never runs over the edge: $line', ({ line, columns, clipped }) => {
    expect(clipLine(line, columns)).toBe(clipped)
  })
})
