import { exchangePriceText } from '../book-row.ts'
import { fixed, money, NOT_AVAILABLE, oneDecimal, percentOf, price, quantity, times } from '../format.ts'
import {
  aboutPosition,
  distanceWords,
  liquidationWords,
  noStopWords,
  poolOf,
  subjectOf,
  type Topic,
  tierWords,
} from './topic.ts'

/** What says more about a column than its own words. */
const SEE: Readonly<Record<string, readonly string[]>> = {
  MODE: ['isolated', 'cross', 'modes'],
  SIZE: ['sizing', 'fix'],
  MARK: ['mark-and-last', 'xcheck'],
  LIQ: ['isolated', 'cross', 'none', 'BINANCE'],
  DIST: ['distance', 'joint', 'tiers'],
  EFF: ['effective-leverage', 'leverage'],
  STOP: ['trailing-stop', 'COVER'],
  TIER: ['tiers', 'verdicts', 'reasons'],
  RATIO: ['margin-ratio'],
}

const ALIASES: Readonly<Record<string, readonly string[]>> = { ATRS: ['atr'] }

function column(name: string, title: string, text: readonly string[], own: Topic['own']): Topic {
  return { kind: 'column', name, title, text, own, see: SEE[name] ?? [], aliases: ALIASES[name] ?? [] }
}

/** One topic for each column of the status screen. */
export const COLUMN_TOPICS: readonly Topic[] = [
  column(
    'SYMBOL',
    'the contract',
    [
      'The name that Binance gives the contract. In front of it, ! marks a position inside an alert tier, and ? one about which something needed is not known.',
      'Where you type a symbol, sol, SOL/USDT and SOLUSDT.P all mean SOLUSDT; a bare coin means the contract you hold, else the USDT one.',
    ],
    aboutPosition((risk) => [`here: ${subjectOf(risk)}, margined in ${risk.position.marginAsset}`]),
  ),
  column(
    'SIDE',
    'long or short',
    [
      'A long gains when the price rises and is liquidated below; a short is liquidated above. In hedge mode one symbol can be held both ways, in two rows.',
    ],
    aboutPosition(({ position, unrealizedPnl }) => [
      `here: ${position.side.toLowerCase()}, ${money(unrealizedPnl)} unrealized at the present mark`,
    ]),
  ),
  column(
    'MODE',
    'isolated or cross margin',
    [
      'isol: the position has money of its own, and can lose no more than that. cross: it shares the wallet of its margin asset with every other cross position, so that they live and die together.',
    ],
    aboutPosition((risk, own) => {
      if (risk.position.marginType === 'ISOLATED') {
        return [`here: isolated, with ${money(risk.position.isolatedWallet)} ${risk.position.marginAsset} of its own`]
      }
      const pool = poolOf(risk, own)
      return [`here: cross${pool === null ? '' : `, in one pool with ${pool.symbols.join(', ')}`}`]
    }),
  ),
  column(
    'SIZE',
    'quantity in the base coin',
    [
      'How much of the coin the position stands for, always positive; SIDE tells the direction. Size times mark is the notional.',
    ],
    aboutPosition((risk) => [
      `here: ${quantity(risk.position.quantity, risk.stepSize)} × ${price(risk.position.markPrice, risk.tickSize)} = ${money(risk.notional)} of notional`,
    ]),
  ),
  column(
    'ENTRY',
    'average entry price',
    [
      'The average price of what is still open. It fixes the profit or loss at every mark, and with it where liquidation stands.',
    ],
    aboutPosition((risk) => [
      `here: ${price(risk.position.entryPrice, risk.tickSize)}; the mark is ${price(risk.position.markPrice, risk.tickSize)}`,
    ]),
  ),
  column(
    'MARK',
    'mark price',
    [
      'The price that Binance values positions at: index price plus a smoothed basis. It alone triggers liquidation; the last traded price does not, however far a candle reaches.',
    ],
    aboutPosition((risk) => [`here: ${price(risk.position.markPrice, risk.tickSize)}`]),
  ),
  column(
    'LIQ',
    'liquidation price',
    [
      'The mark price at which margin balance equals maintenance margin while every other contract stands still. liqwatch computes it itself, with the bracket that holds at that price, and shows Binance’s beside it.',
      'none means that no price of this contract alone can do it; n/a means that something needed could not be read, which is never a reason to feel safe. A cross price moves every second with the other positions.',
    ],
    aboutPosition((risk) => [`here: ${liquidationWords(risk)}; Binance shows ${exchangePriceText(risk)}`]),
  ),
  column(
    'DIST',
    'distance to liquidation',
    [
      '|mark − liquidation| ÷ mark, in percent of price, never multiplied by leverage. This is the figure that alerts go by: at 15, 10 and 5 % unless you set other tiers.',
    ],
    aboutPosition((risk) => [`here: ${distanceWords(risk)}`]),
  ),
  column(
    'ATRS',
    'distance in daily ranges',
    [
      'The same distance divided by the average true range of a day (Wilder, 14 closed days): how many ordinary days’ moves lie between here and liquidation. 5 % is far for one coin and a quiet afternoon for another.',
    ],
    aboutPosition((risk) => {
      const ranges = risk.distancePct === null ? '' : ` of price are ${oneDecimal(risk.distanceAtr())} daily ranges`
      return [`here: ${distanceWords(risk)}${ranges}`]
    }),
  ),
  column(
    'EFF',
    'effective leverage',
    [
      'Notional divided by the equity that stands behind it now, not the leverage setting: it grows while a position loses. A cross position has none of its own (pool): the account line shows the common one.',
    ],
    aboutPosition((risk) => [
      risk.position.marginType === 'CROSSED'
        ? 'here: cross, see the account line'
        : `here: ${times(risk.effectiveLeverage())}, against a setting of ${risk.position.leverage ?? NOT_AVAILABLE}`,
    ]),
  ),
  column(
    'STOP',
    'nearest protective order',
    [
      'The trigger of the nearest order that would close the position before liquidation. A percentage behind it is the share of the position that such orders cover, where it is less than all; (last) says that it watches the last traded price instead of the mark.',
      'none means that there is none; n/a that the orders could not be read.',
    ],
    aboutPosition((risk, own) => [
      risk.stop === null
        ? `here: ${noStopWords(risk, own)}`
        : `here: ${price(risk.stop.price, risk.tickSize)}, covering ${fixed(risk.stop.coveredPct, 0)}% of the position`,
    ]),
  ),
  column(
    'TIER',
    'alert tier',
    [
      'The innermost of your tiers that the distance stands in; a distance that equals a tier is inside it. - means outside all. The outermost tier is a warning, the inner ones are critical.',
    ],
    aboutPosition((risk) => {
      const isUnknown = risk.liquidation.status === 'unknown'
      return [`here: ${distanceWords(risk)}${isUnknown ? '' : ` is ${tierWords(risk)}`}`]
    }),
  ),
  column(
    'RATIO',
    'margin ratio',
    ['Maintenance margin divided by margin balance: 100 % is liquidation.'],
    aboutPosition((risk) => [`here: ${percentOf(risk.marginRatio())}`]),
  ),
]
