import { describe, expect, it } from 'vitest'
import { auditOrders } from '../../../src/risk/order-audit.ts'
import { phraseText } from '../../../src/view/phrase.ts'
import { anOrder, aPosition } from '../../support/builders.ts'
import { aBook, anAuditInput, aTicker, DEEP_BIDS, type RulesTraits } from '../../support/rules-input.ts'

/** 10x isolated long of 1 at 100: liquidation at (100 − 10) ÷ (1 − 0.004) = 90.3614. */
const LONG = aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '10' })
const SHORT = aPosition({ side: 'SHORT', quantity: '1', entryPrice: '100', isolatedWallet: '10' })
const HEDGED = aPosition({ positionSide: 'LONG', quantity: '1', entryPrice: '100', isolatedWallet: '10' })

function findings(traits: RulesTraits, rule: string) {
  const audit = auditOrders(anAuditInput(traits))
  return audit.findings
    .filter((finding) => finding.rule === rule)
    .map(({ result, message }) => ({ result, text: phraseText(message) }))
}

const stop = (traits: Parameters<typeof anOrder>[0] = {}) =>
  anOrder({ triggerPrice: '95', reduceOnly: true, ...traits })

describe('what stops leave open', () => {
  it.each([
    { name: 'no stop', orders: [], result: 'fail', covered: '0' },
    { name: 'a stop for all', orders: [stop()], result: 'pass', covered: '100' },
    { name: 'a stop for a part', orders: [stop({ quantity: '0.71' })], result: 'warn', covered: '71' },
    {
      name: 'a close-position stop',
      orders: [stop({ quantity: '0', closePosition: true })],
      result: 'pass',
      covered: '100',
    },
    { name: 'a stop beyond liquidation', orders: [stop({ triggerPrice: '90' })], result: 'fail', covered: '0' },
    {
      name: 'one in time, one beyond',
      orders: [stop({ quantity: '0.4' }), stop({ quantity: '0.6', triggerPrice: '89' })],
      result: 'warn',
      covered: '40',
    },
  ])('$name: $result', ({ orders, result, covered }) => {
    const audit = auditOrders(anAuditInput({ positions: [LONG], orders }))
    expect(audit.coverage.map(({ coveredPct }) => coveredPct.toFixed())).toEqual([covered])
    expect(findings({ positions: [LONG], orders }, 'COVER').map((one) => one.result)).toEqual([result])
  })

  it('only warns of a bare position that no price liquidates', () => {
    const funded = aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '100' })
    expect(findings({ positions: [funded] }, 'COVER')).toEqual([
      { result: 'warn', text: 'BTCUSDT long: no stop, though no price liquidates it' },
    ])
  })

  it('says how much would be liquidated', () => {
    expect(findings({ positions: [LONG], orders: [stop({ quantity: '0.71' })] }, 'COVER')[0]?.text).toBe(
      'BTCUSDT long: stops close 71.00% of it; 0.29 would be liquidated',
    )
  })
})

describe('stops that come too late', () => {
  it.each([
    { name: 'just before liquidation', position: LONG, trigger: '90.37', side: 'SELL', count: 0 },
    { name: 'just beyond it', position: LONG, trigger: '90.36', side: 'SELL', count: 1 },
    // short: (100 + 10) ÷ (1 + 0.004) = 109.5618
    { name: 'a short’s stop in time', position: SHORT, trigger: '109.5', side: 'BUY', count: 0 },
    { name: 'a short’s stop beyond', position: SHORT, trigger: '109.6', side: 'BUY', count: 1 },
  ] as const)('$name', ({ position, trigger, side, count }) => {
    const orders = [stop({ side, triggerPrice: trigger })]
    expect(findings({ positions: [position], orders }, 'BEYOND')).toHaveLength(count)
  })
})

describe('OT1, stop-limit', () => {
  it.each([
    { name: 'stop-market', order: stop(), result: 'pass', text: 'at market once triggered' },
    { name: 'stop-limit', order: stop({ type: 'STOP', price: '94' }), result: 'warn', text: '1.05% of room, 0.5 ATR' },
    {
      name: 'limit at the trigger',
      order: stop({ type: 'STOP', price: '95' }),
      result: 'fail',
      text: 'no room at all',
    },
    {
      name: 'limit beyond the trigger',
      order: stop({ type: 'STOP', price: '96' }),
      result: 'fail',
      text: 'no room at all',
    },
  ])('$name: $result', ({ order, result, text }) => {
    const [found] = findings({ positions: [LONG], orders: [order], atr: { BTCUSDT: '2' } }, 'OT1')
    expect(found?.result).toBe(result)
    expect(found?.text).toContain(text)
  })
})

describe('OT2, trailing distance', () => {
  const trailing = (callbackRatePct: string, activationPrice?: string) =>
    anOrder({
      type: 'TRAILING_STOP_MARKET',
      reduceOnly: true,
      callbackRatePct,
      ...(activationPrice === undefined ? {} : { activationPrice }),
    })

  it.each([
    // ATR 2 × 1.5 = 3 of 100: 3 %
    {
      name: 'exactly 1.5 ATR',
      order: trailing('3'),
      atr: '2',
      result: 'pass',
      text: '1.5 ATR (4h); it trails already',
    },
    { name: 'a tenth less', order: trailing('2.9'), atr: '2', result: 'warn', text: '1.5 ATR ask for 3.00%' },
    // from the activation price: 3 of 120 are 2.5 %
    {
      name: 'from its activation price',
      order: trailing('2.5', '120'),
      atr: '2',
      result: 'pass',
      text: 'it starts at 120',
    },
    {
      name: 'more than Binance takes',
      order: trailing('5'),
      atr: '8',
      result: 'warn',
      text: 'which Binance cannot express',
    },
  ])('$name: $result', ({ order, atr, result, text }) => {
    const [found] = findings({ positions: [LONG], orders: [order], atr: { BTCUSDT: atr } }, 'OT2')
    expect(found?.result).toBe(result)
    expect(found?.text).toContain(text)
  })

  it('is a gap without an ATR', () => {
    const audit = auditOrders(anAuditInput({ positions: [LONG], orders: [trailing('3')] }))
    expect(audit.gaps).toEqual([{ rule: 'OT2', symbol: 'BTCUSDT', why: 'its ATR could not be read' }])
  })
})

describe('OT3, post-only on a thin market', () => {
  const postOnly = (reduceOnly: boolean) => ({
    ...anOrder({ type: 'LIMIT', side: 'BUY', price: '99', reduceOnly }),
    timeInForce: 'GTX',
  })
  const thin = { ticker: aTicker('9000000'), book: aBook(DEEP_BIDS) }
  const liquid = { ticker: aTicker('900000000'), book: aBook(DEEP_BIDS) }
  const shallow = {
    ticker: aTicker('900000000'),
    book: aBook([
      ['100', '999'],
      ['90', '5000'],
    ]),
  }

  it.each([
    { name: 'a liquid market', market: liquid, reduceOnly: false, result: 'pass' },
    { name: 'little turnover', market: thin, reduceOnly: false, result: 'warn' },
    { name: 'little turnover, and it should close', market: thin, reduceOnly: true, result: 'fail' },
    { name: 'a shallow book', market: shallow, reduceOnly: false, result: 'warn' },
  ])('$name: $result', ({ market, reduceOnly, result }) => {
    const traits = { positions: [LONG], orders: [postOnly(reduceOnly)], markets: { BTCUSDT: market } }
    expect(findings(traits, 'OT3').map((one) => one.result)).toEqual([result])
  })

  it('does not call a book shallow of which only the top was read', () => {
    const top = {
      ticker: aTicker('900000000'),
      book: aBook(
        [
          ['100', '1'],
          ['99.99', '1'],
        ],
        [['100.1', '1']],
      ),
    }
    const traits = { positions: [LONG], orders: [postOnly(false)], markets: { BTCUSDT: top } }
    expect(findings(traits, 'OT3').map((one) => one.result)).toEqual(['pass'])
  })

  it('is a gap without market data', () => {
    const audit = auditOrders(anAuditInput({ positions: [LONG], orders: [postOnly(false)] }))
    expect(audit.gaps.map(({ rule }) => rule)).toEqual(['OT3'])
  })
})

describe('OT4, triggers', () => {
  it.each([
    { workingType: 'MARK_PRICE', result: 'pass' },
    { workingType: 'CONTRACT_PRICE', result: 'warn' },
  ] as const)('$workingType: $result', ({ workingType, result }) => {
    expect(findings({ positions: [LONG], orders: [stop({ workingType })] }, 'OT4')[0]?.result).toBe(result)
  })
})

describe('OT5 and LM4, reduce-only and turning over', () => {
  const limit = (traits: Parameters<typeof anOrder>[0]) => anOrder({ type: 'LIMIT', price: '110', ...traits })

  it.each([
    { name: 'reduce-only', position: LONG, orders: [limit({ reduceOnly: true })], ot5: 'pass', lm4: 'pass' },
    {
      name: 'close-position',
      position: LONG,
      orders: [stop({ reduceOnly: false, closePosition: true, quantity: '0' })],
      ot5: 'pass',
      lm4: 'pass',
    },
    { name: 'hedge mode', position: HEDGED, orders: [limit({ positionSide: 'LONG' })], ot5: 'pass', lm4: 'pass' },
    {
      name: 'bare, exactly the position',
      position: LONG,
      orders: [limit({ quantity: '1' })],
      ot5: 'warn',
      lm4: 'pass',
    },
    {
      name: 'bare, more than the position',
      position: LONG,
      orders: [limit({ quantity: '1.1' })],
      ot5: 'warn',
      lm4: 'fail',
    },
    {
      name: 'a short’s bare buy',
      position: SHORT,
      orders: [limit({ side: 'BUY', quantity: '2' })],
      ot5: 'warn',
      lm4: 'fail',
    },
  ] as const)('$name', ({ position, orders, ot5, lm4 }) => {
    expect(findings({ positions: [position], orders }, 'OT5').map((one) => one.result)).toEqual([ot5])
    expect(findings({ positions: [position], orders }, 'LM4').map((one) => one.result)).toEqual([lm4])
  })

  it('fails a bare target beside a stop that closes all: what fills first leaves the other', () => {
    const orders = [stop(), limit({ quantity: '1' })]
    expect(findings({ positions: [LONG], orders }, 'LM4')).toEqual([
      {
        result: 'fail',
        text: 'BTCUSDT long: once another order has closed a part, what is left of those without reduce-only opens a short',
      },
    ])
  })

  it('leaves an order that enlarges the position alone', () => {
    const orders = [anOrder({ type: 'LIMIT', side: 'BUY', price: '90' })]
    expect(findings({ positions: [LONG], orders }, 'OT5')).toEqual([])
  })
})

describe('orders that enlarge a position', () => {
  it('tells where liquidation goes', () => {
    // 1 more at 96: entry 98, wallet 10 + 9.6; (196 − 19.6) ÷ (2 × 0.996) = 88.5542
    const orders = [anOrder({ type: 'LIMIT', side: 'BUY', price: '96' })]
    expect(findings({ positions: [LONG], orders }, 'LADDER')).toEqual([
      {
        result: 'pass',
        text: 'BTCUSDT long: resting orders enlarge it; LIQ 90.361446 -> 88.554217 if filled, 11.45% from the present mark',
      },
    ])
  })

  it('fails when liquidation comes into an inner tier', () => {
    const cross = aPosition({ quantity: '1', entryPrice: '100' })
    const orders = [anOrder({ type: 'LIMIT', side: 'BUY', price: '100', quantity: '9' })]
    const traits = { positions: [cross], equity: '60', orders }
    expect(findings(traits, 'LADDER').map(({ result }) => result)).toEqual(['fail'])
  })

  it('tells of a liquidation price where there was none', () => {
    // 1 at 100 with 110 behind it cannot be liquidated; 10 can: (1000 − 110) ÷ (10 × 0.996) = 89.3574
    const cross = aPosition({ quantity: '1', entryPrice: '100' })
    const orders = [anOrder({ type: 'LIMIT', side: 'BUY', price: '100', quantity: '9' })]
    expect(findings({ positions: [cross], equity: '110', orders }, 'LADDER')).toEqual([
      {
        result: 'warn',
        text: 'BTCUSDT long: resting orders enlarge it; LIQ none -> 89.35743 if filled, 10.64% from the present mark',
      },
    ])
  })
})

it('says nothing of a symbol whose orders could not be read', () => {
  const audit = auditOrders(anAuditInput({ positions: [LONG], snapshot: { orders: new Map() } }))
  expect(audit.findings).toEqual([])
  expect(audit.gaps).toEqual([{ rule: 'all', symbol: 'BTCUSDT', why: 'its orders could not be read' }])
})
