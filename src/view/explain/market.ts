import type { Decimal } from '../../model/decimal.ts'
import { sideSign } from '../../model/position.ts'
import { bracketRowOf } from '../../risk/bracket-table.ts'
import type { PositionRisk } from '../../risk/report.ts'
import { fixed, money, NOT_AVAILABLE, percentOf, wholeMoney } from '../format.ts'
import { aboutPosition, liquidationWords, type Own, plainTopic, subjectOf, type Topic } from './topic.ts'

function rateWords(rate: Decimal): string {
  return `${fixed(rate.times('100'), 4)}%`
}

function fundingOwn(risk: PositionRisk): readonly string[] {
  const { fundingRate: rate, fundingIntervalHours: hours, position, notional } = risk
  if (rate === null || hours === null) return [`${subjectOf(risk)}: its rate or interval is ${NOT_AVAILABLE}`]
  const payment = notional.times(rate).times(sideSign(position)).neg()
  const direction = payment.gt('0') ? 'received' : 'paid'
  return [
    `${subjectOf(risk)}: ${money(notional)} × ${rateWords(rate)} = ${money(payment.abs())} ${direction} every ${hours} h`,
    `per 8 h: ${rateWords(rate)} × 8 ÷ ${hours} = ${rateWords(rate.times('8').div(hours))}; per year: ${rateWords(rate)} × 24 ÷ ${hours} × 365 = ${percentOf(rate.times(24 * 365).div(hours))}`,
    `its liquidation price stands at ${liquidationWords(risk)} and moves with each payment: liquidation of an isolated position directly, of a cross position through the pool`,
  ]
}

function adlOwn(risk: PositionRisk): readonly string[] {
  const { adlQuantile } = risk.position.exchange
  const place = adlQuantile === null ? NOT_AVAILABLE : `${adlQuantile} of 4`
  const profit = risk.unrealizedPnl.gt('0') ? 'in profit' : 'not in profit, so it is not called'
  return [`${subjectOf(risk)}: place in the queue ${place}, ${profit}`]
}

function exchangeOwn(risk: PositionRisk, { bracket }: Own): readonly string[] {
  if (bracket === null) return []
  const row = bracketRowOf(bracket, risk.notional)
  return [
    `${subjectOf(risk)}: its notional of ${wholeMoney(risk.notional)} stands in bracket ${row.bracket} of ${bracket.rows.length}, up to ${wholeMoney(row.notionalCap)} at ${percentOf(row.maintMarginRatio)}`,
  ]
}

function formula(name: string, title: string, text: readonly string[], own: Topic['own']): Topic {
  return { kind: 'formula', name, title, text, own }
}

/** What `funding`, `oi`, `xcheck` and `exchange` compute. */
export const MARKET_TOPICS: readonly Topic[] = [
  formula(
    'funding',
    'funding: what it costs and how it moves liquidation',
    [
      'At each settlement longs pay rate × notional at the mark to shorts, or receive it when the rate is negative. The interval differs: Binance lists the symbols that do not settle every 8 hours, and the spacing of past settlements shows whether that list is right. Rates are compared per 8 hours (× 8 ÷ interval) and per year (× 24 ÷ interval × 365, no compounding).',
      'The payment leaves the wallet that stands behind the position, so the room above maintenance margin shrinks and liquidation comes closer while the price stands still. The days until the next tier are the room left at that tier divided by the payment per day, at the present rate and mark. In a cross pool only the own funding of the position is counted.',
      'What was paid since entry is read from the account’s income; the entry is the fill that opened the position from nothing, at most three months back.',
    ],
    aboutPosition(fundingOwn),
  ),
  plainTopic(
    'formula',
    'funding-history',
    'funding: averages, streaks, bias and flips',
    'Every ordinary settlement counts per 8 hours at the interval of its own time, so that a change of interval is no change of rate. Special settlements pass on a stock’s dividend: they are paid like any other and stay out of every average. The percentile is the share of settlements below the present rate, plus half of those equal to it.',
    'A bias is persistent when 6 of the last 9 settlements lie above 0.05% per 8 hours, or below −0.07%; rules.fundingLongPct and rules.fundingShortPct change the bars. It tells of crowding and of what carrying costs, not of the next move.',
    'A flip is a change of sign between two rates that both lie beyond 0.005% per 8 hours; nearer to zero the sign changes without meaning. It is shown for a day as a fact: nothing supports a rule to leave within 24 hours.',
  ),
  {
    ...plainTopic(
      'formula',
      'oi',
      'open interest: changes, z-score and spikes',
      'Contracts open now, in coins: counted in dollars, every price move would look like a change of positions. The changes of 1 and 24 hours compare with the nearest point of a five-minute series.',
      'z-score = (change of the last 60 minutes − mean) ÷ standard deviation of the hourly changes of the last 30 days (n − 1), all in percent. From openInterest.zScore on (3) it is a spike; spikes in a row count as one.',
      'Rising open interest means that positions were added, falling that they were closed; which side was in a hurry, the price direction only hints at. What followed earlier spikes is a base rate from one month, beside that of any hour, and no forecast.',
      'With openInterest.alert on, check and watch look at each held symbol once an hour and tell a spike once, on the blind route. Distances are told first; what cannot be read is a gap.',
    ),
    aliases: ['open-interest', 'openInterest'],
  },

  plainTopic(
    'formula',
    'xcheck',
    'mark and index against other sources',
    'The index is held against its own constituents by weight, Binance’s spot market, CoinGecko and CryptoCompare; what is quoted in USD is divided by the same source’s price of USDT or USDC, and contracts of a thousand coins are scaled. Divergence is (index − source) ÷ source. The mark carries the contract’s premium besides: it is shown, and judged only against the index.',
    'The bar is crossCheck.thresholdPct (0.3%), or crossCheck.smallCapPct (1.5%) where less than 100 million are traded a day. Quotes older than 5 minutes are shown and not judged. Averages of others lag in a fast market: a divergence says that somebody sees another price, not that anybody manipulates one.',
    'CoinGecko works without a key, CryptoCompare only with one (crossCheck.cryptocompareKey). Each is asked at most once a minute.',
  ),
  plainTopic(
    'formula',
    'exchange',
    'what the exchange does with a symbol in an emergency',
    'A liquidation is closed in the market, at a fee on what is liquidated; what is then missing the insurance fund pays, and when that falls short, auto-deleveraging closes winners. The brackets decide when it begins, and the mark, not the last price, triggers it.',
    'More: explain adl, insurance-fund, brackets, mark-and-last.',
  ),
  formula(
    'adl',
    'auto-deleveraging',
    [
      'When a liquidated position cannot be closed at its bankruptcy price and the insurance fund does not cover the rest, Binance closes positions of the other side that are in profit, the highest profit × leverage first, at that bankruptcy price. The queue has five places, 0 to 4; 4 is called first. The symbol’s own risk word is renewed every 30 minutes.',
      'Taking some profit or using less leverage moves a position down the queue.',
    ],
    aboutPosition(adlOwn),
  ),
  plainTopic(
    'formula',
    'insurance-fund',
    'the fund behind liquidations',
    'It takes what is left of a liquidation above the bankruptcy price, and pays what is missing below it. Binance keeps several, each for a group of symbols; there is not one for each pair, and no second reserve beside it shows up in its data. The share of open interest compares the whole fund with one symbol of its group: watch the change, there is no level that is safe.',
  ),
  formula(
    'brackets',
    'leverage brackets',
    [
      'Notional decides the bracket, the bracket the maintenance rate and the highest leverage. Binance changes the tables without asking; liqwatch remembers what it last saw and shows for a week what has changed. A higher rate moves liquidation closer at once, for open positions too.',
      'A change for a symbol that you hold is told once by check and watch: rate or cap before and after, and both liquidation prices. The tables are read once a day, and at once when the own liquidation price and that of Binance part.',
    ],
    aboutPosition(exchangeOwn),
  ),
  plainTopic(
    'formula',
    'mark-and-last',
    'mark price against last price',
    'Liquidation is triggered by the mark, so the liquidation price is one number on the scale of the mark. Charts draw the last price, which can run ahead of it: the gap of this moment stands beside the 99th percentile of the gaps at the hourly closes of 30 days (the smallest gap that 99 of 100 hours did not exceed). Within an hour the gap can be larger.',
  ),
]
