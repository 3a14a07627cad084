import { describe, expect, it } from 'vitest'
import type { BracketRow, LeverageBracket } from '../../../src/model/bracket.ts'
import { d } from '../../../src/model/decimal.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { explanation, findTopic, TOPICS } from '../../../src/view/explain/explain.ts'
import { NOTHING_OWN, type Own, type Topic } from '../../../src/view/explain/topic.ts'
import { chapterList, topicList, topicsOfChapter } from '../../../src/view/explain/topic-index.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { anAccount, anEmptyAccount, aPositionRisk, aScreen, BTC, ETH, type PositionCase, SOL } from './reports.ts'

function row(floor: string, cap: string, ratio: string, amount: string, bracket: number): BracketRow {
  return {
    bracket,
    notionalFloor: d(floor),
    notionalCap: d(cap),
    maintMarginRatio: d(ratio),
    maintAmount: d(amount),
    initialLeverage: 50,
  }
}

const solBracket: LeverageBracket = {
  symbol: 'SOLUSDT',
  rows: [row('0', '9500', '0.005', '0', 1), row('9500', '50000', '0.0065', '14.25', 2)],
  notionalCoef: null,
}

function topic(name: string): Topic {
  const found = findTopic(name)
  if (found.status !== 'found') throw new Error(`no topic ${name}`)
  return found.topic
}

function own(given: PositionCase, bracket: LeverageBracket | null = null): Own {
  return { account: anAccount(), position: aPositionRisk(given), bracket }
}

describe('topics', () => {
  it.each([
    'SYMBOL',
    'SIDE',
    'MODE',
    'SIZE',
    'ENTRY',
    'MARK',
    'LIQ',
    'DIST',
    'ATRS',
    'EFF',
    'STOP',
    'TIER',
    'isolated',
    'cross',
    'hedge',
    'multi-assets',
    'joint',
    'bankruptcy',
    'margin-ratio',
    'maintenance-margin',
    'effective-leverage',
    'drift',
    'distance',
    'api-key-rejected',
    'config-invalid',
    'usage',
  ])('%s can be explained', (name) => {
    expect(topic(name).name).toBe(name)
  })

  it('have names of their own', () => {
    const names = TOPICS.map(({ name }) => name.toLowerCase())
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it.each([
    ['liq', 'LIQ'],
    ['Margin Ratio', 'margin-ratio'],
    ['effective_leverage', 'effective-leverage'],
  ])('%s is found as %s', (typed, name) => {
    expect(topic(typed).name).toBe(name)
  })

  it.each([
    ['bankrupcy', 'bankruptcy'],
    ['isolatd', 'isolated'],
    ['dsitance', 'distance'],
    ['api-key-rejectd', 'api-key-rejected'],
  ])('%s is not guessed, but %s is suggested', (typed, name) => {
    const found = findTopic(typed)
    expect(found.status === 'unknown' ? found.suggestions[0] : 'guessed').toBe(name)
  })

  it('suggests nothing for nonsense', () => {
    expect(findTopic('qwertyuiop')).toEqual({ status: 'unknown', suggestions: [] })
  })

  it('are all in the list', () => {
    const list = topicList(aScreen(80))
    for (const { name } of TOPICS) expect(list).toContain(name)
    expect(list.split('\n').filter((line) => widthOf(line) > 80)).toEqual([])
  })

  it.each(['formulas', 'words', 'alerts', 'columns', 'settings', 'config', 'rules', 'errors'])(
    'are listed with their titles under %s, within 60 columns',
    (chapter) => {
      const list = chapterList(chapter, aScreen(60)) ?? ''
      const topics = topicsOfChapter(chapter) ?? []
      expect(topics.length).toBeGreaterThan(10)
      for (const { name, title } of topics) {
        expect(list).toContain(name)
        expect(list).toContain(title.split(' ')[0])
      }
      expect(list.split('\n').filter((line) => widthOf(line) > 60)).toEqual([])
    },
  )

  it('are no chapter by another name', () => {
    expect([chapterList('LIQ', aScreen(80)), topicsOfChapter('LIQ')]).toEqual([null, null])
  })

  it('name what says more, ready to be typed', () => {
    expect(explanation(topic('SIZE'), NOTHING_OWN, aScreen(null))).toContain(
      '\nsee also: liqwatch explain sizing, fix\n',
    )
    expect(topic('rearmPct').name).toBe('alerts.rearmPct')
    expect(topic('3').name).toBe('exit-codes')
  })

  it.each(TOPICS.map(({ name }) => name))('%s fits 60 columns with and without numbers', (name) => {
    for (const mine of [NOTHING_OWN, own(SOL, solBracket), own(ETH), { ...NOTHING_OWN, account: anEmptyAccount() }]) {
      const lines = explanation(topic(name), mine, aScreen(60)).split('\n')
      expect(lines.filter((line) => widthOf(line) > 60)).toEqual([])
    }
  })
})

const UNKNOWN = {
  ...SOL,
  liquidation: { status: 'unknown', reason: 'no bracket' },
  distance: null,
  atrs: null,
  tier: null,
  bankruptcy: null,
} as const
const NONE = {
  ...SOL,
  liquidation: { status: 'none', reason: 'fully-funded' },
  exchangePrice: null,
  driftPct: null,
  distance: null,
  atrs: null,
  tier: null,
  bankruptcy: null,
} as const

/** A position whose orders could not be read. */
function unreadOrders(given: PositionCase): Own {
  const gaps = [{ what: 'openAlgoOrders', why: 'HTTP 503', needed: false }]
  return { ...own(given), account: { ...anAccount(), gaps } }
}

function withUnknownPools(): AccountRisk {
  const account = anAccount()
  const pools = account.pools.map((pool) => {
    return { ...pool, isUnknown: true, why: 'no mark of ETHUSDT', jointDistancePct: null }
  })
  return { ...account, positions: [], pools }
}

describe('with the user’s own numbers', () => {
  it.each([
    { name: 'DIST', mine: own(UNKNOWN), lines: ['here: n/a (no bracket)'] },
    { name: 'ATRS', mine: own(UNKNOWN), lines: ['here: n/a (no bracket)'] },
    { name: 'TIER', mine: own(UNKNOWN), lines: ['here: n/a (no bracket)'] },
    { name: 'verdicts', mine: own(UNKNOWN), lines: ['SOLUSDT: n/a (no bracket)'] },
    { name: 'tiers', mine: own(UNKNOWN), lines: ['SOLUSDT long stands at n/a (no bracket)'] },
    { name: 'entered', mine: own(UNKNOWN), lines: ['SOLUSDT long stands at n/a (no bracket)'] },
    { name: 'BANKRUPT', mine: own(UNKNOWN), lines: ['here: n/a'] },
    {
      name: 'liquidate',
      mine: own(UNKNOWN),
      lines: ['SOLUSDT long: trigger n/a (no bracket), bankruptcy price n/a'],
    },
    { name: 'STOP', mine: unreadOrders(SOL), lines: ['here: n/a, because its orders could not be read'] },
    {
      name: 'trailing-stop',
      mine: unreadOrders(SOL),
      lines: ['SOLUSDT long: stop n/a, because its orders could not be read; liquidation at 154.854'],
    },
    {
      name: 'stress',
      mine: { ...NOTHING_OWN, account: withUnknownPools() },
      lines: ['USDT pool: n/a, no mark of ETHUSDT'],
    },
  ])('$name takes what is not known for neither none nor calm', ({ name, mine, lines }) => {
    expect(topic(name).own(mine)).toEqual(lines)
  })

  it.each([
    { name: 'DIST', lines: ['here: none'] },
    { name: 'ATRS', lines: ['here: none'] },
    { name: 'TIER', lines: ['here: none is outside every tier'] },
    { name: 'BINANCE', lines: ['here: none'] },
    { name: 'LIQ', lines: ['here: none; Binance shows none'] },
    { name: 'BANKRUPT', lines: ['here: none'] },
    { name: 'margin-ratio', lines: ['SOLUSDT long: 49.59 ÷ (1,027.20 + -354.00) = 7.37%'] },
  ])('$name tells a proven none', ({ name, lines }) => {
    expect(topic(name).own(own(NONE))).toEqual(lines)
  })

  it.each([
    {
      name: 'isolated',
      mine: own(SOL, solBracket),
      // 60 × 154.85 is 9,291: the first bracket, though 60 × 165.3 is in the second.
      lines: [
        'SOLUSDT long, bracket 1: rate 0.50%, amount 0',
        '(60 × 171.2 − 1,027.2 − 0) ÷ (60 × (1 − 0.005)) = 154.85427136',
      ],
    },
    {
      name: 'maintenance-margin',
      mine: own({ ...SOL, maintenance: '50.217' }, solBracket),
      lines: ['SOLUSDT long, bracket 2: rate 0.65%, amount 14.25', '9,918 × 0.0065 − 14.25 = 50.217'],
    },
    {
      name: 'cross',
      mine: own(BTC),
      lines: [
        'BTCUSDT long lives in the USDT pool of BTCUSDT, ETHUSDT',
        'room now: 8,801.25 − 137.72 = 8,663.53',
        'each 1 of price moves it by 0.25, besides the change of its own maintenance margin; the room is used up at 59,387.3',
      ],
    },
    { name: 'joint', mine: own(BTC), lines: ['USDT pool (BTCUSDT, ETHUSDT): 25.20%'] },
    {
      name: 'margin-ratio',
      mine: own(SOL),
      lines: ['SOLUSDT long: 49.59 ÷ (1,027.20 + -354.00) = 7.37%', 'and yet the distance is 6.32% of price'],
    },
    { name: 'margin-ratio', mine: own(ETH), lines: ['USDT pool: 137.72 ÷ 8,801.25 = 1.56%'] },
    {
      name: 'effective-leverage',
      mine: own(SOL),
      lines: [
        'SOLUSDT long: 9,918.00 ÷ (1,027.20 + -354.00) = 14.7x (setting 10)',
        'account: 52,338.25 ÷ 10,595.01 = 4.9x',
      ],
    },
    {
      name: 'bankruptcy',
      mine: own(SOL),
      lines: ['SOLUSDT long: 171.2 − 1,027.2 ÷ 60 = 154.080, beyond liquidation at 154.854'],
    },
    { name: 'distance', mine: own(SOL), lines: ['SOLUSDT long: |165.3 − 154.85427136| ÷ 165.3 = 6.32%'] },
    {
      name: 'drift',
      mine: own(SOL),
      lines: ['SOLUSDT long: own 154.85427136, Binance 154.85427136, 0.00% apart (grid 0.001)'],
    },
    { name: 'hedge', mine: own(SOL), lines: ['SOLUSDT long: below 154.854, above none'] },
    {
      name: 'LIQ',
      mine: own({ ...SOL, liquidation: { status: 'unknown', reason: 'no bracket' } }),
      lines: ['here: n/a (no bracket); Binance shows 154.854'],
    },
    { name: 'TIER', mine: own(SOL), lines: ['here: 6.32% is inside the 10% tier'] },
    { name: 'STOP', mine: own(BTC), lines: ['here: 91,500.0, covering 100% of the position'] },
    { name: 'usage', mine: own(SOL), lines: [] },
    { name: 'isolated', mine: own(BTC), lines: [] },
    { name: 'isolated', mine: NOTHING_OWN, lines: [] },
  ])('$name', ({ name, mine, lines }) => {
    expect(topic(name).own(mine)).toEqual(lines)
  })

  it('stands behind the general words', () => {
    const text = explanation(topic('distance'), own(SOL), aScreen(null))
    expect(text).toMatch(/^distance: distance to liquidation\n\n/)
    expect(text.endsWith('\nwith your numbers:\n  SOLUSDT long: |165.3 − 154.85427136| ÷ 165.3 = 6.32%\n')).toBe(true)
    expect(explanation(topic('distance'), NOTHING_OWN, aScreen(null))).not.toContain('your numbers')
  })
})
