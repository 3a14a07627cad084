import type { BracketRow } from '../../model/bracket.ts'
import type { Decimal } from '../../model/decimal.ts'
import { bracketRowOf } from '../../risk/bracket-table.ts'
import type { PoolRisk, PositionRisk } from '../../risk/report.ts'
import { fixed, money, NOT_AVAILABLE, percent, percentOf, price, times } from '../format.ts'
import { aboutPosition, liquidationWords, type Own, poolOf, subjectOf, type Topic } from './topic.ts'

function formula(name: string, title: string, text: readonly string[], own: Topic['own']): Topic {
  return { kind: 'formula', name, title, text, own }
}

/** A figure as it goes into a formula: every digit that was given, thousands separated. */
function exact(value: Decimal): string {
  return fixed(value, value.decimalPlaces())
}

/** The bracket row that counts at a price; `null` without brackets. */
function rowAt(risk: PositionRisk, at: Decimal, { bracket }: Own): BracketRow | null {
  return bracket === null ? null : bracketRowOf(bracket, risk.position.quantity.times(at))
}

function bracketWords({ bracket, maintMarginRatio, maintAmount }: BracketRow): string {
  return `bracket ${bracket}: rate ${percentOf(maintMarginRatio)}, amount ${exact(maintAmount)}`
}

function isolatedOwn(risk: PositionRisk, own: Own): readonly string[] {
  const { position, liquidation } = risk
  if (position.marginType !== 'ISOLATED' || liquidation.status !== 'price') return []
  const row = rowAt(risk, liquidation.price, own)
  if (row === null) return [`${subjectOf(risk)}: ${liquidationWords(risk)} (brackets are not at hand for the steps)`]
  const [q, e, w] = [position.quantity, position.entryPrice, position.isolatedWallet].map(exact)
  const [k, r] = [exact(row.maintAmount), exact(row.maintMarginRatio)]
  const equation =
    position.side === 'LONG'
      ? `(${q} × ${e} − ${w} − ${k}) ÷ (${q} × (1 − ${r}))`
      : `(${q} × ${e} + ${w} + ${k}) ÷ (${q} × (1 + ${r}))`
  return [`${subjectOf(risk)}, ${bracketWords(row)}`, `${equation} = ${liquidation.price.toFixed(8)}`]
}

function roomOf({ marginBalance, maintenanceMargin }: PoolRisk): Decimal | null {
  return marginBalance === null || maintenanceMargin === null ? null : marginBalance.minus(maintenanceMargin)
}

function crossOwn(risk: PositionRisk, own: Own): readonly string[] {
  const pool = poolOf(risk, own)
  const room = pool === null ? null : roomOf(pool)
  if (pool === null || room === null) return []
  const { position } = risk
  return [
    `${subjectOf(risk)} lives in the ${pool.asset} pool of ${pool.symbols.join(', ')}`,
    `room now: ${money(pool.marginBalance)} − ${money(pool.maintenanceMargin)} = ${money(room)}`,
    `each 1 of price moves it by ${exact(position.quantity)}, besides the change of its own maintenance margin; the room is used up at ${liquidationWords(risk)}`,
  ]
}

function jointOwn({ account }: Own): readonly string[] {
  return (account?.pools ?? []).map((pool) => {
    if (pool.isUnknown) return `${pool.asset} pool: n/a, ${pool.why ?? 'not known'}`
    const move = pool.jointDistancePct === null ? 'none below 100%' : percent(pool.jointDistancePct)
    return `${pool.asset} pool (${pool.symbols.join(', ')}): ${move}`
  })
}

function marginRatioOwn(risk: PositionRisk, own: Own): readonly string[] {
  const pool = poolOf(risk, own)
  if (pool !== null) {
    return [
      `${pool.asset} pool: ${money(pool.maintenanceMargin)} ÷ ${money(pool.marginBalance)} = ${percentOf(pool.marginRatio)}`,
    ]
  }
  const { position, unrealizedPnl } = risk
  if (position.marginType !== 'ISOLATED') return []
  return [
    `${subjectOf(risk)}: ${money(risk.maintenanceMargin())} ÷ (${money(position.isolatedWallet)} + ${money(unrealizedPnl)}) = ${percentOf(risk.marginRatio())}`,
    ...(risk.distancePct === null ? [] : [`and yet the distance is ${percent(risk.distancePct)} of price`]),
  ]
}

function maintenanceOwn(risk: PositionRisk, own: Own): readonly string[] {
  const row = rowAt(risk, risk.position.markPrice, own)
  const maintenanceMargin = risk.maintenanceMargin()
  if (row === null || maintenanceMargin === null) return []
  const equation = `${exact(risk.notional)} × ${exact(row.maintMarginRatio)} − ${exact(row.maintAmount)}`
  return [`${subjectOf(risk)}, ${bracketWords(row)}`, `${equation} = ${exact(maintenanceMargin)}`]
}

function effectiveOwn(own: Own): readonly string[] {
  const { account, position: risk } = own
  const lines: string[] = []
  if (risk !== null && risk.position.marginType === 'ISOLATED') {
    const { position, notional, unrealizedPnl } = risk
    lines.push(
      `${subjectOf(risk)}: ${money(notional)} ÷ (${money(position.isolatedWallet)} + ${money(unrealizedPnl)}) = ${times(risk.effectiveLeverage())} (setting ${position.leverage ?? NOT_AVAILABLE})`,
    )
  }
  if (account !== null) {
    lines.push(
      `account: ${money(account.grossNotional)} ÷ ${money(account.equity)} = ${times(account.effectiveLeverage)}`,
    )
  }
  return lines
}

function bankruptcyOwn(risk: PositionRisk): readonly string[] {
  const { position, tickSize } = risk
  const bankruptcyPrice = risk.bankruptcyPrice()
  if (bankruptcyPrice === null) return []
  const end = `${price(bankruptcyPrice, tickSize)}, beyond liquidation at ${liquidationWords(risk)}`
  if (position.marginType === 'CROSSED') return [`${subjectOf(risk)}: ${end}`]
  const sign = position.side === 'LONG' ? '−' : '+'
  return [
    `${subjectOf(risk)}: ${exact(position.entryPrice)} ${sign} ${exact(position.isolatedWallet)} ÷ ${exact(position.quantity)} = ${end}`,
  ]
}

function driftOwn(risk: PositionRisk): readonly string[] {
  const { drift, liquidation, tickSize } = risk
  if (drift.exchangePrice === null || liquidation.status !== 'price') return []
  return [
    `${subjectOf(risk)}: own ${liquidation.price.toFixed(8)}, Binance ${exact(drift.exchangePrice)}, ${percent(drift.driftPct)} apart (grid ${tickSize?.toFixed() ?? NOT_AVAILABLE})`,
  ]
}

function distanceOwn(risk: PositionRisk): readonly string[] {
  const { liquidation, position, distancePct } = risk
  if (liquidation.status !== 'price') return []
  const mark = exact(position.markPrice)
  return [`${subjectOf(risk)}: |${mark} − ${liquidation.price.toFixed(8)}| ÷ ${mark} = ${percent(distancePct)}`]
}

/** One topic for each formula behind the screens. */
export const FORMULA_TOPICS: readonly Topic[] = [
  formula(
    'isolated',
    'liquidation price of an isolated position',
    [
      'Only the position counts. Its wallet W, plus what it gains or loses, must stay above its maintenance margin (rate r, amount k of the bracket that holds size × the answer, not of today’s):',
      'long: (size × entry − W − k) ÷ (size × (1 − r))      short: (size × entry + W + k) ÷ (size × (1 + r))',
      'Leverage is not in it: it only decided how much went into W.',
    ],
    aboutPosition(isolatedOwn),
  ),
  formula(
    'cross',
    'liquidation price of a cross position',
    [
      'All cross positions of one margin asset share a wallet. Room is margin balance (wallet plus the profits and losses of all) less the maintenance margins of all. The price is the one at which this contract alone, everything else standing still, uses up the room.',
      'When several fall together the pool dies earlier than any single price says: see joint.',
    ],
    aboutPosition(crossOwn),
  ),
  formula(
    'hedge',
    'liquidation price with both legs held',
    [
      'In hedge mode the cross legs of one contract are solved together, each with its own bracket, and share the answer. A nearly flat pair has an edge on both sides of the mark, since maintenance grows with the price while the longs’ surplus is thin; the nearer one alerts.',
      'If the legs cancel out and nothing is left to lose, there is none.',
    ],
    aboutPosition((risk) => {
      if (risk.liquidation.status !== 'price') return []
      const { below, above } = risk.liquidation.edges
      const edge = (value: Decimal | null): string => (value === null ? 'none' : price(value, risk.tickSize))
      return [`${subjectOf(risk)}: below ${edge(below)}, above ${edge(above)}`]
    }),
  ),
  formula(
    'multi-assets',
    'liquidation price in multi-assets mode',
    [
      'Every collateral asset counts, in USD: what you own at the index less a haircut (bid rate), what you owe at the index plus one (ask rate). Maintenance counts at the ask rate of its asset. An asset that turns negative on the way switches from one rate to the other, and the price is solved across that bend.',
      'The displayed price holds the rates still. If you hold the falling coin itself as collateral, you are closer than it says.',
    ],
    ({ account }) =>
      account?.multiAssetsMode
        ? [`account ${account.account}: equity ${money(account.equity)} USD after haircuts`]
        : [],
  ),
  formula(
    'joint',
    'joint distance of a cross pool',
    [
      'The move, in percent, at which the pool is liquidated when every cross position goes against you by the same share at once. A contract held both ways moves in the direction that hurts more. Isolated positions play no part. A move of 100 % or more is none.',
    ],
    jointOwn,
  ),
  formula(
    'bankruptcy',
    'bankruptcy price',
    [
      'Where the margin is gone altogether: entry minus W ÷ size for an isolated long, plus for a short; in a cross pool, where its balance reaches zero. Between liquidation and this price the exchange closes the position; beyond it the insurance fund pays, and when that is short, winners on the other side are closed.',
    ],
    aboutPosition(bankruptcyOwn),
  ),
  formula(
    'margin-ratio',
    'margin ratio',
    [
      'Maintenance margin ÷ margin balance; liquidation at 100 %. It is a poor alarm: it hardly moves while the price crosses most of the way, and at 80 % a tenth of a percent of price may be left. liqwatch alerts on distance instead.',
    ],
    aboutPosition(marginRatioOwn),
  ),
  formula(
    'maintenance-margin',
    'maintenance margin',
    [
      'notional × rate − amount, of the bracket that holds the notional. The amount makes the steps join without a jump, as with tax bands: the higher rate counts only for what lies in the higher bracket. Binance changes the tables often; liqwatch reads them daily.',
    ],
    aboutPosition(maintenanceOwn),
  ),
  formula(
    'effective-leverage',
    'effective leverage',
    [
      'Notional ÷ the equity behind it at this moment. The setting you chose decided how much margin went in when the position was opened; since then profit and loss have changed what is left.',
    ],
    effectiveOwn,
  ),
  formula(
    'drift',
    'own price against Binance’s',
    [
      '|own − Binance’s| ÷ Binance’s. liqwatch computes its own price from wallet, positions and brackets, and says how far the two are apart: shown above 0.0001 % (isolated) or 0.01 % (cross, whose figures come from two calls), a warning above 1 %, after brackets and settings were read anew.',
    ],
    aboutPosition(driftOwn),
  ),
  formula(
    'distance',
    'distance to liquidation',
    [
      '|mark − liquidation| ÷ mark, compared with the tiers before rounding. 20x leverage means being born inside the 5 % tier: set tiers of its own for such a symbol, or use less.',
    ],
    aboutPosition(distanceOwn),
  ),
]
