import { describe, expect, it } from 'vitest'
import { jsonLine } from '../../../src/view/json.ts'
import { alertLogLine, logLines, logText, watchDocument } from '../../../src/view/watch-log.ts'
import { anAccount, anEmptyAccount, aPositionRisk, NOW_MS, SOL } from './reports.ts'
import { aWatchAccount, aWatchModel } from './watch-models.ts'

describe('log lines', () => {
  it('tell one evaluation of an account in one line', () => {
    expect(logLines(aWatchModel())).toEqual([
      '2026-11-21T14:32:08.123Z account=main verdict=CRITICAL feed=LIVE positions=4 unreadable=0 worst=SOLUSDT/long distance=6.32% tier=10% mark=165.300 liq=154.854 joint=25.20% marks=0.4s user=3.0s rest=8.0s',
    ])
  })

  it.each([
    {
      name: 'nothing held',
      risk: anEmptyAccount(),
      says: 'account=main verdict=OK feed=LIVE positions=0 unreadable=0 marks=n/a',
    },
    {
      name: 'no liquidation price',
      risk: anAccount({
        verdict: 'OK',
        pools: [],
        positions: [
          aPositionRisk({
            ...SOL,
            liquidation: { status: 'none', reason: 'fully-funded' },
            distance: null,
            tier: null,
          }),
        ],
      }),
      says: 'distance=none tier=none mark=165.300 liq=none',
    },
    {
      name: 'an unknown one',
      risk: anAccount({
        verdict: 'UNKNOWN',
        pools: [],
        positions: [
          aPositionRisk({ ...SOL, liquidation: { status: 'unknown', reason: 'x' }, distance: null, tier: null }),
        ],
      }),
      says: 'distance=n/a tier=none mark=165.300 liq=n/a',
    },
  ])('tell $name', ({ risk, says }) => {
    const account = aWatchAccount({ risk, sources: { markMs: null } })
    expect(logLines(aWatchModel({ accounts: [account] }))[0]).toContain(says)
  })

  it('tell a failure, and quote what has blanks, quotes or control characters', () => {
    const failures = [
      {
        account: 'second',
        environment: 'LIVE' as const,
        code: 'timeout',
        message: 'no "answer"\u001b[2J\nfake=1',
        hint: '',
        retryable: true,
      },
    ]
    expect(logLines(aWatchModel({ accounts: [], failures }))).toEqual([
      '2026-11-21T14:32:08.123Z account=second verdict=UNKNOWN error=timeout message="no \\"answer\\"\\\\u{1b}[2J\\\\u{a}fake=1"',
    ])
  })

  it('tell alerts and other news', () => {
    expect(alertLogLine({ atMs: NOW_MS, severity: 'critical', text: 'SOLUSDT long entered the 10% tier' })).toBe(
      '2026-11-21T14:32:08.123Z alert=critical text="SOLUSDT long entered the 10% tier"',
    )
    expect(
      logText(NOW_MS, [
        ['stream', 'market'],
        ['down', null],
        ['why', ''],
      ]),
    ).toBe('2026-11-21T14:32:08.123Z stream=market down=n/a why=""')
  })
})

it('prints one JSON object a line, with the ages of the sources beside the accounts', () => {
  const line = jsonLine(watchDocument(aWatchModel()))
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toMatchObject({
    schema: 'liqwatch/1',
    command: 'watch',
    asOf: '2026-11-21T14:32:08.123Z',
    verdict: 'CRITICAL',
    accounts: [{ account: 'main', positions: [{ symbol: 'SOLUSDT', tier: '10' }, {}, {}, {}] }],
    sources: [{ account: 'main', feed: 'LIVE', markAgeMs: 400, userStreamAgeMs: 3000, restAgeMs: 8000 }],
    alerts: [{ at: '2026-11-21T14:31:07.123Z', severity: 'critical' }, { severity: 'warning' }],
    error: null,
  })
})
