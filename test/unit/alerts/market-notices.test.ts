import { describe, expect, it } from 'vitest'
import { bracketNotice, openInterestNotice } from '../../../src/alerts/market-notices.ts'
import { d } from '../../../src/model/decimal.ts'
import { bracketImpact } from '../../../src/risk/bracket-impact.ts'
import { aBracket, aPosition, aSnapshot, type RowText, tierTable } from '../../support/builders.ts'

const HOUR_MS = 3_600_000
const READ_AT_MS = 494_000 * HOUR_MS + 60_000

describe('an unusual rise of open interest', () => {
  const finding = {
    account: 'main',
    symbol: 'SOLUSDT',
    changePct: d('6.204'),
    pricePct: d('-1.1'),
    zScore: d('4.13'),
    readAtMs: READ_AT_MS,
  }

  it('says how much, how unusual, and what the price did', () => {
    expect(openInterestNotice(finding)).toMatchObject({
      reason: 'open-interest',
      severity: 'info',
      headline: 'SOLUSDT open interest rose 6.20% within an hour, 4.1 standard deviations',
      lines: [
        'mark price down 1.10% meanwhile',
        'many new positions: a turn against them can cascade; liqwatch oi SOLUSDT shows more',
      ],
    })
  })

  it.each([
    { pricePct: d('0.5'), line: 'mark price up 0.50% meanwhile' },
    { pricePct: d('0'), line: 'mark price unchanged meanwhile' },
    { pricePct: null, line: 'the price of an hour ago is not known' },
  ])('with a price move of $pricePct: $line', ({ pricePct, line }) => {
    expect(openInterestNotice({ ...finding, pricePct }).lines[0]).toBe(line)
  })

  it('is the same news for the rest of its hour', () => {
    const mark = (readAtMs: number) => openInterestNotice({ ...finding, readAtMs }).mark
    expect(mark(READ_AT_MS + 58 * 60_000)).toBe(mark(READ_AT_MS))
    expect(mark(READ_AT_MS + HOUR_MS)).not.toBe(mark(READ_AT_MS))
  })
})

/** 1 BTC at 50000 with 5000 of isolated margin. */
function noticeOf(was: readonly RowText[], now: readonly RowText[]) {
  const snapshot = aSnapshot({
    positions: [aPosition({ entryPrice: '50000', isolatedWallet: '5000' })],
    brackets: [aBracket(now)],
  })
  const impacts = bracketImpact(snapshot, aBracket(was), tierTable())
  return bracketNotice({ account: 'main', symbol: 'BTCUSDT', impacts, readAtMs: READ_AT_MS }, 'mark')
}

describe('brackets that changed', () => {
  it('name the rate of your position, before and after, and the liquidation prices', () => {
    // (50000 - 5000) / (1 - 0.004) and / (1 - 0.01)
    const notice = noticeOf([['0', '0.004', '0']], [['0', '0.01', '0']])
    expect(notice).toMatchObject({
      severity: 'warning',
      headline: 'BTCUSDT brackets changed: maintenance rate of your long from 0.4% to 1%',
    })
    expect(notice.lines).toEqual([
      'long: bracket 1, rate from 0.4% to 1%, up to 1000000000000000 as before; liquidation from 45180.723 to 45454.545',
    ])
  })

  it('name the cap where the rate stays', () => {
    const rows = (cap: string): readonly RowText[] => [
      ['0', '0.004', '0'],
      [cap, '0.005', d(cap).times('0.001').toFixed()],
    ]
    expect(noticeOf(rows('300000'), rows('200000')).headline).toBe(
      'BTCUSDT brackets changed: notional cap of your long from 300000 to 200000',
    )
  })

  it('say so when your position stands elsewhere', () => {
    const rows = (ratio: string, amount: string): readonly RowText[] => [
      ['0', '0.004', '0'],
      ['300000', ratio, amount],
    ]
    const notice = noticeOf(rows('0.005', '300'), rows('0.006', '600'))
    expect(notice.severity).toBe('info')
    expect(notice.headline).toBe('BTCUSDT brackets changed, but not where your position stands')
    expect(notice.lines).toEqual([
      'long: bracket 1, rate 0.4% as before, up to 300000 as before; liquidation 45180.723 as before',
    ])
  })

  it('name both brackets when the position changes place', () => {
    const notice = noticeOf(
      [['0', '0.004', '0']],
      [
        ['0', '0.004', '0'],
        ['40000', '0.01', '240'],
      ],
    )
    expect(notice.lines[0]).toContain('bracket 1 to 2, rate from 0.4% to 1%')
  })

  it('name the amount where only that moved', () => {
    const rows = (amount: string): readonly RowText[] => [['0', '0.004', amount]]
    const notice = noticeOf(rows('0'), rows('12.5'))
    expect([notice.severity, notice.headline]).toEqual([
      'warning',
      'BTCUSDT brackets changed: maintenance amount of your long from 0 to 12.5',
    ])
  })

  it.each([
    { name: 'fully funded', wallet: '50000', is: 'liquidation none as before' },
    { name: 'not computable', wallet: null, is: 'liquidation n/a as before' },
  ])('of a position that is $name: $is', ({ wallet, is }) => {
    const position =
      wallet === null ? aPosition({ entryPrice: '50000' }) : aPosition({ entryPrice: '50000', isolatedWallet: wallet })
    const snapshot = aSnapshot({ positions: [position], brackets: [aBracket([['0', '0.01', '0']])] })
    const impacts = bracketImpact(snapshot, aBracket(), tierTable())
    const notice = bracketNotice({ account: 'main', symbol: 'BTCUSDT', impacts, readAtMs: READ_AT_MS }, 'mark')
    expect(notice.lines[0]?.split('; ')[1]).toBe(is)
  })
})
