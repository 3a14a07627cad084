import { describe, expect, it } from 'vitest'
import { csvText, positionsCsv } from '../../../src/view/csv.ts'
import { anAccount, aPositionRisk, aReport, BTC, SOL } from './reports.ts'

describe('csv', () => {
  it.each([
    { name: 'plain text', field: 'SOLUSDT', text: 'SOLUSDT' },
    { name: 'a comma', field: 'a,b', text: '"a,b"' },
    { name: 'a quote', field: 'say "x"', text: '"say ""x"""' },
    { name: 'a negative number', field: '-354.50', text: '-354.50' },
    { name: 'a formula', field: '=HYPERLINK(1)', text: "'=HYPERLINK(1)" },
    { name: 'a formula with a comma', field: '=A1,2', text: '"\'=A1,2"' },
    { name: 'a plus', field: '+1+1', text: "'+1+1" },
    { name: 'a minus that is no number', field: '-1+cmd', text: "'-1+cmd" },
    { name: 'an at', field: '@SUM(A1)', text: "'@SUM(A1)" },
    { name: 'a line break', field: 'a\nb', text: 'a\\u{a}b' },
  ])('$name', ({ field, text }) => {
    expect(csvText(['head'], [[field]])).toBe(`head\r\n${text}\r\n`)
  })

  it('has a line for every position and no figure is left empty', () => {
    const account = anAccount({
      positions: [
        aPositionRisk(SOL),
        aPositionRisk({
          ...BTC,
          liquidation: { status: 'none', reason: 'fully-funded' },
          distance: null,
          atrs: null,
          exchangePrice: null,
          driftPct: null,
        }),
      ],
      unreadable: [{ symbol: 'ETHUSDT', positionSide: null, marginType: null, marginAsset: null, why: 'no entry' }],
    })
    const failures = [
      {
        account: 'second',
        environment: 'LIVE' as const,
        code: 'timeout',
        message: 'no answer',
        hint: '',
        retryable: true,
      },
    ]
    const lines = positionsCsv(aReport([account], { failures })).split('\r\n')
    expect(lines).toEqual([
      'account,symbol,side,marginType,quantity,entryPrice,markPrice,notional,unrealizedPnl,leverage,effectiveLeverage,maintenanceMargin,marginRatio,liquidationPrice,exchangeLiquidationPrice,driftPct,distancePct,distanceAtr,tier,fundingRate,fundingIntervalHours,dataAgeMs,reason',
      'main,SOLUSDT,LONG,ISOLATED,60,171.2,165.3,9918,-354,10,14.733660974,49.59,0.0736631,154.85427136,154.85427136,0.0000000020759,6.3192550776,1.31,10,0.00021,4,412,',
      'main,ETHUSDT,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,no entry',
      'main,BTCUSDT,LONG,CROSSED,0.25,96420,94180.5,23545.125,-559.875,20,n/a,94.1805,0.0156,none,none,n/a,none,none,none,0.00021,4,412,fully-funded',
      'second,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,n/a,no answer',
      '',
    ])
  })
})
