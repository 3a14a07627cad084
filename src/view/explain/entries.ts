import { HUNDRED } from '../../model/decimal.ts'
import { fixed, money, percent, price, times } from '../format.ts'
import { aboutPosition, liquidationWords, noStopWords, plainTopic, subjectOf, type Topic } from './topic.ts'

/** What `size`, `leverage` and `stop` compute. */
export const ENTRY_TOPICS: readonly Topic[] = [
  {
    kind: 'formula',
    name: 'sizing',
    title: 'how large a position may be',
    text: [
      'The size follows from what you are ready to lose at the stop: quantity = budget ÷ (way from entry to stop + both fees + slippage, per unit), cut down to the step of the symbol. After that cut the loss is counted again and never stands above the budget.',
      'Slippage is what the present order book takes from an order of that size, at the entry of a market order and at the stop; the book at the stop itself is not known. The fee is your own taker rate; without a key 0.05% is assumed.',
      'Without a stop there is no size: the loss is then everything that backs the position.',
      'Where your side pays more than 0.1% of funding per 8 hours, the budget shrinks in proportion: at 0.2% to one half. Within the window of a macro event (liqwatch calendar) it is halved. R is profit at the target ÷ loss at the stop, after costs; 1 ÷ (1 + R) of the trades have to win to break even.',
    ],
    own: ({ account }) =>
      account?.equity == null
        ? []
        : [`1% of your equity of ${money(account.equity)} is ${money(account.equity.div(HUNDRED))}`],
  },
  {
    kind: 'formula',
    name: 'leverage',
    title: 'what the leverage setting does',
    text: [
      'In isolated mode the setting decides how much money goes into the position, notional ÷ leverage, and so where it is liquidated. A stop protects only while it is reached first: keep liquidation at least two stop distances from the entry, since the mark can jump and the stop fills below its trigger.',
      'In cross mode the setting moves no liquidation price: the whole wallet backs the position. There it decides how much margin is locked and how large the position may grow.',
      'Effective leverage, notional ÷ equity, is what you actually carry. Binance refuses to lower the setting of an open isolated position: reduce it or add margin instead.',
    ],
    own: aboutPosition((risk, { account }) => [
      `${subjectOf(risk)}: set to ${risk.position.leverage ?? 'n/a '}x, effective ${risk.position.marginType === 'CROSSED' ? 'the pool counts' : times(risk.effectiveLeverage())}, liquidated at ${liquidationWords(risk)}`,
      ...(account === null ? [] : [`the whole account carries ${times(account.effectiveLeverage)}`]),
    ]),
  },
  {
    kind: 'formula',
    name: 'trailing-stop',
    title: 'a trailing stop by the average true range',
    text: [
      'The true range of a candle is its high less its low, widened to the close before it. Wilder averages the first 14 of them and lets each later one in with a weight of 1 ÷ 14. The first candle only lends its close, as in his own definition; tables that take its high less its low for a true range differ at first and agree later. Only closed candles count.',
      'The stop stands a multiple of that range away from the best price since the entry. It moves only towards the price, never back, even when the range grows.',
      'As a trailing order of Binance it has two figures: the activation price, at which it begins to follow, and the callback rate, how far the price must turn from its best, in steps of 0.1% from 0.1% to 10%. The rate is rounded up.',
      'A stop behind the liquidation price is never reached. Let it trigger on the mark price, as liquidation does, and let it only reduce.',
    ],
    own: aboutPosition((risk, own) => {
      const { stop, tickSize, position } = risk
      if (stop === null)
        return [`${subjectOf(risk)}: stop ${noStopWords(risk, own)}; liquidation at ${liquidationWords(risk)}`]
      const away = position.markPrice.minus(stop.price).abs().times(HUNDRED).div(position.markPrice)
      return [
        `${subjectOf(risk)}: stop at ${price(stop.price, tickSize)}, ${percent(away)} from the mark, for ${fixed(stop.coveredPct, 0)}% of it; liquidation at ${liquidationWords(risk)}`,
      ]
    }),
  },
  plainTopic(
    'failure',
    'symbol-rules-missing',
    'price and quantity steps could not be read',
    'They come from exchangeInfo and are kept for a day. A size or stop off the grid would be refused by Binance, so none is named.',
  ),
  plainTopic(
    'failure',
    'price-missing',
    'no present price could be read',
    'Neither the order book nor the mark price was told. With --entry no present price is needed.',
  ),
  plainTopic(
    'failure',
    'atr-missing',
    'the average true range could not be computed',
    'The candles could not be read, or the contract is too young to have enough of them. Give the stop itself with --stop.',
  ),
  plainTopic(
    'failure',
    'brackets-missing',
    'the leverage brackets are not known',
    'Binance tells them only to a signed request. Every run with an account keeps them in the cache folder, and runs without a key use the newest of those, with their date.',
  ),
]
