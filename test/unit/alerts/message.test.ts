import { describe, expect, it } from 'vitest'
import {
  composeMessage,
  computedDecimal,
  drillMessage,
  durationText,
  moneyNeededText,
  priceText,
} from '../../../src/alerts/message.ts'
import { safeName, safeSentence } from '../../../src/alerts/safe-text.ts'
import { TEST_MESSAGE } from '../../../src/alerts/test-message.ts'
import { NO_EVIDENCE, type VanishEvidence } from '../../../src/alerts/vanish.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { alertWorld, type Look, POLICY, START_MS } from '../../support/alert-world.ts'

const REMEDY = {
  targetPct: d('15'),
  close: { quantity: d('33.6'), sharePct: d('56') },
  add: { amount: d('856.6601'), asset: 'USDT' },
}
const fresh = { dataAtMs: START_MS - 2000 }

/** The last message of these looks, as people read it. */
function text(looks: readonly Look[], policy = POLICY): readonly string[] {
  const world = alertWorld(policy)
  const messages = looks.flatMap((look) => world.look(look).messages)
  const message = messages.at(-1)?.message
  return message === undefined ? [] : [message.title, ...message.body.split('\n').filter(Boolean)]
}

describe('the text of an alert', () => {
  const near = aReading('6.3192', fresh)
  const remedies = new Map([[near.key, REMEDY]])

  it('says what, how far, mark and liquidation, the way back, and how old the data is', () => {
    expect(text([{ atSeconds: 0, readings: [{ ...near, hasOwnTiers: true }], remedies }])).toEqual([
      'CRITICAL SOLUSDT long 6.32% from liquidation (10% tier)',
      'mark 165.300  liquidation 154.854  size 60',
      'no stop order protects it',
      'back to 15%: close 33.6 (56%), or add 856.67 USDT',
      'data 2 s old',
    ])
  })

  it('on first sight names the override of the symbol', () => {
    expect(text([{ atSeconds: 0, readings: [near] }])).toContain(
      'first seen inside a tier: tiers.SOLUSDT in the config sets its own',
    )
    const later = [
      { atSeconds: 0, readings: [aReading('30')] },
      { atSeconds: 60, readings: [near] },
    ]
    expect(text(later).join()).not.toContain('tiers.SOLUSDT')
  })

  it('brief leaves out sizes and money', () => {
    const brief = text([{ atSeconds: 0, readings: [near], remedies }], { ...POLICY, detail: 'brief' })
    expect(brief.slice(1, 4)).toEqual([
      'mark 165.300  liquidation 154.854',
      'no stop order protects it',
      'back to 15%: close 56% of it, or add margin',
    ])
  })

  it('names the account when there are several', () => {
    const [title] = text([{ atSeconds: 0, readings: [near] }], { ...POLICY, namesAccount: true })
    expect(title).toBe('CRITICAL main: SOLUSDT long 6.32% from liquidation (10% tier)')
  })

  it('with several alerts gives each its own headline', () => {
    const calm = { ...fresh, stop: 'set', hasOwnTiers: true } as const
    const other = aReading('13.6', { ...calm, key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
    const joint = aJointReading('9', fresh)
    expect(text([{ atSeconds: 0, readings: [other, { ...near, ...calm }, joint] }])).toEqual([
      'CRITICAL SOLUSDT long 6.32% from liquidation (10% tier), +2 more',
      'SOLUSDT long 6.32% from liquidation (10% tier)',
      '  mark 165.300  liquidation 154.854  size 60',
      '  data 2 s old',
      'USDT cross pool (BTCUSDT + ETHUSDT) 9.00% from liquidation if all move against you (10% tier)',
      '  data 2 s old',
      'DOGEUSDT long 13.60% from liquidation (15% tier)',
      '  mark 165.300  liquidation 154.854  size 60',
      '  data 2 s old',
    ])
  })

  const drift = (driftPct: string | null, exchangePrice: string | null) =>
    aReading('40', {
      drift: {
        status: 'warning',
        driftPct: driftPct === null ? null : d(driftPct),
        exchangePrice: exchangePrice === null ? null : d(exchangePrice),
      },
    })
  const evidence = (kind: 'liquidated' | 'deleveraged' | 'own'): ReadonlyMap<string, VanishEvidence> => {
    const fill = { symbol: 'SOLUSDT', positionSide: 'BOTH', side: 'SELL', quantity: d('60'), kind, atMs: 5 } as const
    return new Map([['main/SOLUSDT/long', { ...NO_EVIDENCE, fills: [fill] }]])
  }
  const at = (atSeconds: number, distance: string) => ({ atSeconds, readings: [aReading(distance)] })
  const fast = { ...POLICY, fast: { lossPct: d('33'), minutes: 10 } }

  it.each([
    {
      name: 'worsened',
      looks: [at(0, '9'), at(60, '2.4')],
      title: 'CRITICAL SOLUSDT long 2.40% from liquidation (5% tier, worse)',
    },
    {
      name: 'reminder',
      looks: [at(0, '9'), at(1800, '9')],
      title: 'CRITICAL SOLUSDT long 9.00% from liquidation (10% tier, still)',
    },
    { name: 'liquidatable', looks: [at(0, '0')], title: 'CRITICAL SOLUSDT long liquidatable now (5% tier)' },
    {
      name: 'recovered',
      looks: [at(0, '9'), at(60, '20'), at(120, '20')],
      title: 'INFO SOLUSDT long has left the 10% tier, now 20.00% from liquidation',
    },
    {
      name: 'recovered for good',
      looks: [at(0, '9'), at(60, 'none'), at(120, 'none')],
      title: 'INFO SOLUSDT long has left the 10% tier, now without a liquidation price',
    },
    {
      name: 'fast',
      looks: [at(0, '60'), at(60, '30')],
      policy: fast,
      title: 'CRITICAL SOLUSDT long is losing distance fast, now 30.00% from liquidation',
    },
    {
      name: 'drift',
      looks: [{ atSeconds: 0, readings: [drift('1.4', '150')] }],
      title: 'WARNING SOLUSDT long: own liquidation price differs from that of Binance by 1.40%',
    },
    {
      name: 'a price against none',
      looks: [{ atSeconds: 0, readings: [drift(null, null)] }],
      title: 'WARNING SOLUSDT long: Binance shows no liquidation price, own arithmetic has one',
    },
    {
      name: 'none against a price',
      looks: [{ atSeconds: 0, readings: [drift(null, '150')] }],
      title: 'WARNING SOLUSDT long: Binance shows a liquidation price, own arithmetic has none',
    },
    {
      name: 'liquidated',
      looks: [at(0, '4'), { atSeconds: 60, readings: [], evidence: evidence('liquidated') }],
      title: 'CRITICAL SOLUSDT long was LIQUIDATED',
    },
    {
      name: 'closed',
      looks: [at(0, '4'), { atSeconds: 60, readings: [], evidence: evidence('own') }],
      title: 'INFO SOLUSDT long is closed',
    },
    {
      name: 'deleveraged',
      looks: [at(0, '40'), { atSeconds: 60, readings: [], evidence: evidence('deleveraged') }],
      title: 'CRITICAL SOLUSDT long was AUTO-DELEVERAGED: Binance closed it against others in trouble',
    },
  ])('$name: $title', ({ looks, title, policy }) => {
    expect(text(looks, policy)[0]).toBe(title)
  })

  it('for machines carries the fields of check', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [near] })
    expect(decision.messages[0]?.message.alerts).toEqual([
      {
        key: 'main/SOLUSDT/long',
        account: 'main',
        symbol: 'SOLUSDT',
        side: 'LONG',
        tier: '10',
        reason: 'entered',
        severity: 'critical',
        distancePct: '6.3192',
        markPrice: '165.3',
        liquidationPrice: '154.85427136',
        delivered: [],
        failed: [],
      },
    ])
  })
})

describe('a message about channels alone', () => {
  const failing = ['phone', 'chat'].map((channel) => ({ channel, lastFailure: 'HTTP 500' }))

  it('has the first in its title and the others below', () => {
    const about = (count: number) => composeMessage([], { nowMs: 0, failing: failing.slice(0, count) })
    const title = 'WARNING channel phone keeps failing: alerts do not get through on it'
    expect(about(1)).toEqual({ title, body: '', severity: 'warning', alerts: [] })
    expect(about(2).body).toBe('channel chat keeps failing: alerts do not get through on it')
  })
})

describe('the test of a channel', () => {
  it('cannot be taken for an alert', () => {
    expect(TEST_MESSAGE).toEqual({
      title: 'liqwatch test: this channel works',
      body: 'Alerts come this way. Nothing is wrong with any position.',
      severity: 'info',
      alerts: [],
    })
  })
})

describe('what is let into a text', () => {
  it.each([
    { name: 'a plain symbol', raw: 'SOLUSDT', safe: 'SOLUSDT' },
    { name: 'one in another script', raw: '币安人生USDT', safe: '币安人生USDT' },
    { name: 'shell and markup', raw: '"; rm -rf $(HOME) `x` <b>', safe: '___rm_-rf___HOME___x___b_' },
    { name: 'control and bidi characters', raw: 'A\u001b[31mB\u202eC\n', safe: 'A__31mB_C_' },
    { name: 'endless names', raw: 'X'.repeat(99), safe: 'X'.repeat(40) },
  ])('of $name', ({ raw, safe }) => {
    expect(safeName(raw)).toBe(safe)
  })

  it('a reason keeps its words and loses the rest', () => {
    expect(safeSentence('HTTP 503 <html>"$(reboot)"\n after 3 tries')).toBe('HTTP 503 html (reboot) after 3 tries')
    expect(safeSentence('x'.repeat(500))).toHaveLength(160)
  })

  it('hostile names and reasons reach no message as they are', () => {
    const hostile = aReading('9', { symbol: '$(reboot)`"', key: 'main/x/long' })
    const problems = [{ what: 'account"', why: '`reboot` $HOME\u0007' }]
    const lines = text([{ atSeconds: 0, readings: [hostile], problems }]).join('\n')
    expect(lines).not.toMatch(/[`$"\u0007]/)
  })
})

describe('figures in texts', () => {
  it.each([
    { price: '165.3', tick: '0.001', is: '165.300' },
    { price: '154.85427136', tick: '0.001', is: '154.854' },
    { price: '0.000012345', tick: '0.00000001', is: '0.00001235' },
    { price: '0.00000012345678901', tick: null, is: '0.00000012345679' },
    { price: '61234', tick: null, is: '61234' },
  ])('price $price at tick $tick prints $is', ({ price, tick, is }) => {
    expect(priceText(d(price), tick === null ? null : d(tick))).toBe(is)
  })

  it.each([
    { ms: 1499, is: '1 s' },
    { ms: 89_000, is: '89 s' },
    { ms: 90_000, is: '2 min' },
    { ms: 5_400_000, is: '2 h' },
    { ms: -5, is: '0 s' },
  ])('$ms ms are $is', ({ ms, is }) => {
    expect(durationText(ms)).toBe(is)
  })

  it('money needed is rounded up, never printed with an exponent', () => {
    expect([moneyNeededText(d('856.6601')), moneyNeededText(d('0.001'))]).toEqual(['856.67', '0.01'])
    expect(computedDecimal(d('1e-9'))).toBe('0.000000001')
  })

  it('a drill says that it is one', () => {
    const { title, body, severity } = drillMessage('main', d('5'))
    expect(title).toBe('DRILL (not real): TESTUSDT long 4.20% from liquidation (5% tier)')
    expect([body.includes('this is a drill'), severity]).toEqual([true, 'critical'])
  })
})
