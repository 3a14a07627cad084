import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import {
  exactJson,
  failureDocument,
  figureJson,
  headDocument,
  jsonLine,
  jsonText,
  priceJson,
} from '../../../src/view/json.ts'
import { statusDocument } from '../../../src/view/status-json.ts'
import { anAccount, aPool, aPositionRisk, aReport, BTC, SOL } from './reports.ts'

describe('the head', () => {
  it('always has the same six members, in this order', () => {
    const document = headDocument({ command: 'calendar', asOfMs: 1_795_271_527_123, verdict: null })
    expect(Object.entries(document)).toEqual([
      ['schema', 'liqwatch/1'],
      ['command', 'calendar'],
      ['asOf', '2026-11-21T14:32:07.123Z'],
      ['verdict', null],
      ['accounts', []],
      ['error', null],
    ])
  })

  it('stands even when everything failed', () => {
    const failure = { code: 'api-key-rejected', message: 'refused', hint: 'tick a box', retryable: false }
    expect(failureDocument({ command: 'status', asOfMs: 0, verdict: 'UNKNOWN' }, failure)).toEqual({
      schema: 'liqwatch/1',
      command: 'status',
      asOf: '1970-01-01T00:00:00.000Z',
      verdict: 'UNKNOWN',
      accounts: [],
      error: { code: 'api-key-rejected', message: 'refused', hint: 'tick a box', retryable: false },
    })
  })
})

const pool = {
  asset: 'USDT',
  symbols: ['BTCUSDT', 'ETHUSDT'],
  marginBalance: '8801.25',
  maintenanceMargin: '137.7205',
  marginRatio: '0.015647834114',
  jointDistancePct: '25.195',
  jointTier: null,
  reason: null,
}

describe('status', () => {
  it('has every promised field of account, pool and position', () => {
    const account = anAccount({
      positions: [aPositionRisk(SOL)],
      gaps: [{ what: 'openAlgoOrders', why: 'HTTP 503 after 3 tries', needed: false }],
    })
    const document = statusDocument(aReport([account]))
    expect(document).toEqual({
      schema: 'liqwatch/1',
      command: 'status',
      asOf: '2026-11-21T14:32:08.123Z',
      verdict: 'CRITICAL',
      accounts: [
        {
          account: 'main',
          environment: 'live',
          takenAt: '2026-11-21T14:32:07.123Z',
          verdict: 'CRITICAL',
          multiAssetsMode: false,
          hedgeMode: false,
          equity: '10595.005',
          walletBalance: '12400',
          unrealizedPnl: '-1804.995',
          maintenanceMargin: '227.2525',
          grossNotional: '52338.245',
          effectiveLeverage: '4.9398978',
          isApproximate: false,
          cross: pool,
          pools: [pool],
          positions: [
            {
              symbol: 'SOLUSDT',
              side: 'LONG',
              positionSide: 'BOTH',
              marginType: 'ISOLATED',
              marginAsset: 'USDT',
              quantity: '60',
              entryPrice: '171.2',
              markPrice: '165.3',
              notional: '9918',
              unrealizedPnl: '-354',
              leverage: 10,
              effectiveLeverage: '14.733660974',
              maintenanceMargin: '49.59',
              marginRatio: '0.0736631',
              liquidation: {
                status: 'price',
                price: '154.85427136',
                edges: { below: '154.85427136', above: null },
                exchangePrice: '154.85427136',
                driftPct: '0.0000000020759',
                reason: null,
              },
              bankruptcyPrice: '154.08000000',
              distancePct: '6.3192550776',
              distanceAtr: '1.31',
              tier: '10',
              fundingRate: '0.00021',
              fundingIntervalHours: 4,
              stop: null,
              ifFilled: null,
              dataAgeMs: 412,
            },
          ],
          gaps: [{ what: 'openAlgoOrders', why: 'HTTP 503 after 3 tries', needed: false }],
          error: null,
        },
      ],
      error: null,
    })
  })

  it('writes stop and ifFilled in full', () => {
    const risk = aPositionRisk({ ...BTC, ifFilled: { liquidationPrice: d('61200.5'), distancePct: d('35.0178') } })
    expect(positionsOf(risk)).toMatchObject([
      {
        stop: { price: '91500', coveredPct: '100', workingType: 'CONTRACT_PRICE' },
        ifFilled: { liquidationPrice: '61200.50000000', distancePct: '35.0178' },
        effectiveLeverage: null,
      },
    ])
  })

  it.each([
    { name: 'none', liquidation: { status: 'none', reason: 'fully-funded' } as const, reason: 'fully-funded' },
    { name: 'unknown', liquidation: { status: 'unknown', reason: 'no bracket' } as const, reason: 'no bracket' },
  ])('$name has null price and distance, and a reason', ({ liquidation, reason }) => {
    const risk = aPositionRisk({ ...SOL, liquidation, distance: null, tier: null, driftPct: null })
    expect(positionsOf(risk)).toMatchObject([
      {
        distancePct: null,
        tier: null,
        liquidation: { status: liquidation.status, price: null, edges: { below: null, above: null }, reason },
      },
    ])
  })

  it('writes the price of recovery and distance 0 when already liquidatable', () => {
    const price = d('154.85427136')
    const risk = aPositionRisk({
      ...SOL,
      liquidation: { status: 'price', price, edges: { below: price, above: null }, reason: 'already-liquidatable' },
      distance: '0',
      tier: '5',
    })
    expect(positionsOf(risk)).toMatchObject([
      { distancePct: '0', tier: '5', liquidation: { status: 'price', reason: 'already-liquidatable' } },
    ])
  })

  it('keeps a row that could not be read, with every field of a position', () => {
    const account = anAccount({
      positions: [aPositionRisk(SOL)],
      unreadable: [
        { symbol: 'ETHUSDT', positionSide: 'SHORT', marginType: null, marginAsset: null, why: 'entryPrice is missing' },
      ],
    })
    const [known, unreadable] = positionsIn(statusDocument(aReport([account])))
    expect(Object.keys(unreadable ?? {})).toEqual(Object.keys(known ?? {}))
    expect(unreadable).toMatchObject({
      symbol: 'ETHUSDT',
      side: 'SHORT',
      quantity: null,
      distancePct: null,
      liquidation: { status: 'unknown', price: null, reason: 'entryPrice is missing' },
    })
  })

  it('keeps the place of an account that failed', () => {
    const failure = {
      account: 'second',
      environment: 'TESTNET' as const,
      code: 'timeout',
      message: 'no answer',
      hint: 'wait',
      retryable: true,
    }
    const document = statusDocument(aReport([anAccount()], { failures: [failure] }))
    const [main, second] = document.accounts as readonly Record<string, unknown>[]
    expect(Object.keys(second ?? {})).toEqual(Object.keys(main ?? {}))
    expect(second).toMatchObject({
      account: 'second',
      verdict: 'UNKNOWN',
      equity: null,
      gaps: [{ what: 'account', why: 'no answer', needed: true }],
      error: { code: 'timeout', message: 'no answer', hint: 'wait', retryable: true },
    })
  })

  it('has the failure as its own when there is nothing else', () => {
    const failure = {
      account: 'only',
      environment: 'LIVE' as const,
      code: 'venue-unavailable',
      message: 'HTTP 503',
      hint: 'wait',
      retryable: true,
    }
    const { error, accounts } = statusDocument(aReport([], { verdict: 'UNKNOWN', failures: [failure] }))
    expect(error).toEqual({ code: 'venue-unavailable', message: 'HTTP 503', hint: 'wait', retryable: true })
    expect(accounts).toHaveLength(1)
    expect(statusDocument(aReport([anAccount()], { failures: [failure] })).error).toBeNull()
  })

  it('says why a pool has no joint distance', () => {
    const pools = [
      aPool({ jointDistancePct: null }),
      aPool({ jointDistancePct: null, isUnknown: true, why: 'no mark' }),
    ]
    const [account] = statusDocument(aReport([anAccount({ pools })])).accounts as readonly Record<string, unknown>[]
    expect(account?.pools).toMatchObject([
      { jointDistancePct: null, reason: 'no joint move below 100% liquidates it' },
      { jointDistancePct: null, reason: 'no mark' },
    ])
  })

  it('has null for cross without cross positions', () => {
    const [account] = statusDocument(aReport([anAccount({ pools: [] })])).accounts as readonly unknown[]
    expect(account).toMatchObject({ cross: null, pools: [] })
  })
})

function positionsOf(risk: ReturnType<typeof aPositionRisk>): readonly unknown[] {
  return positionsIn(statusDocument(aReport([anAccount({ positions: [risk] })])))
}

function positionsIn(document: Record<string, unknown>): readonly Record<string, unknown>[] {
  const [account] = document.accounts as readonly { readonly positions: readonly Record<string, unknown>[] }[]
  return account?.positions ?? []
}

describe('decimals in documents', () => {
  it.each([
    { write: exactJson, value: '1e-12', text: '0.000000000001' },
    { write: exactJson, value: '12e20', text: '1200000000000000000000' },
    { write: exactJson, value: '171.20', text: '171.2' },
    { write: figureJson, value: '6.320000', text: '6.32' },
    { write: figureJson, value: '0.123456789012345', text: '0.12345678901' },
    { write: figureJson, value: '-1804.990000005', text: '-1804.99000001' },
    { write: figureJson, value: '0', text: '0' },
    { write: priceJson, value: '154.854271356783919', text: '154.85427136' },
    { write: priceJson, value: '100', text: '100.00000000' },
    { write: priceJson, value: '0.00001234567890123', text: '0.000012345678901' },
    { write: priceJson, value: '0', text: '0.00000000' },
  ])('$value is $text', ({ write, value, text }) => {
    expect(write(d(value))).toBe(text)
  })

  it('are never exponents, and computed prices have at least 8 decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: -25, max: 5 }), (digits, exponent) => {
        const value = d(`${digits}e${exponent}`)
        for (const write of [exactJson, figureJson, priceJson]) expect(write(value)).toMatch(/^\d+(\.\d+)?$/)
        expect(priceJson(value)).toMatch(/\.\d{8,}$/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('text of a document', () => {
  const hostile = { symbol: 'A\u009b31m\u202eB\u2028C\u007f', note: '币安' }

  it('leaves nothing that steers a terminal, and loses nothing', () => {
    for (const text of [jsonLine(hostile), jsonText(hostile)]) {
      expect(text).not.toMatch(/[\u007f-\u009f\u202e\u2028]/)
      expect(JSON.parse(text)).toEqual(hostile)
      expect(text).toContain('币安')
    }
  })

  it('is one line, or ends with a line break', () => {
    expect(jsonLine({ a: 'x\ny' })).toBe('{"a":"x\\ny"}')
    expect(jsonText({ a: 1 })).toBe('{\n  "a": 1\n}\n')
  })
})
