import { type Decimal, HUNDRED, sum } from '../../model/decimal.ts'
import { levelsTaken } from '../order-fill.ts'
import { at, cash, type Phrase, pct, phrase } from '../phrase.ts'
import type { PositionRisk } from '../report.ts'
import { deleveraging, overVenue } from './frame.ts'
import {
  inSection,
  type Judgement,
  nameOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  verdictOver,
  verdictOverPositions,
} from './rule.ts'

const info = (text: Phrase): Judgement => ({ status: 'info', text })

function marginRatios(input: RulesInput): RuleVerdict {
  const figure = phrase`closed when maintenance margin reaches the balance (ratio 100%)`
  const pools = input.risk.pools.map(
    ({ asset, marginRatio, why }): Judgement =>
      marginRatio === null
        ? unknown(phrase`${asset} pool: ${why ?? 'no balance left'}`)
        : info(phrase`${asset} pool: ratio ${pct(marginRatio.times(HUNDRED))}`),
  )
  const isolated = input.risk.positions.filter(({ position }) => position.marginType === 'ISOLATED')
  const rows = isolated.map((one): Judgement => {
    const ratio = one.marginRatio()
    return ratio === null
      ? unknown(phrase`${nameOf(one)}: its margin ratio is not known`)
      : info(phrase`${nameOf(one)}: ratio ${pct(ratio.times(HUNDRED))}`)
  })
  return verdictOver(figure, [...pools, ...rows], phrase`no open positions`)
}

function liquidationPrices(input: RulesInput): RuleVerdict {
  return verdictOverPositions(
    input,
    phrase`the mark price triggers; in cross margin the setting is no input`,
    (one): Judgement => {
      const { liquidation, tickSize } = one
      if (liquidation.status === 'unknown') return unknown(phrase`${nameOf(one)}: ${liquidation.reason}`)
      if (liquidation.status === 'none') return info(phrase`${nameOf(one)}: no price liquidates it`)
      return info(phrase`${nameOf(one)}: at mark ${at(liquidation.price, tickSize)}`)
    },
  )
}

function bankruptcyGaps(input: RulesInput): RuleVerdict {
  return verdictOverPositions(
    input,
    phrase`loss is bounded by the margin (isolated) or the wallet (cross)`,
    (one): Judgement => {
      const { liquidation, tickSize } = one
      if (liquidation.status === 'unknown') return unknown(phrase`${nameOf(one)}: ${liquidation.reason}`)
      const bankruptcyPrice = one.bankruptcyPrice()
      if (liquidation.status === 'none' || bankruptcyPrice === null)
        return info(phrase`${nameOf(one)}: no bankruptcy price`)
      const gap = liquidation.price.minus(bankruptcyPrice).abs().times(HUNDRED).div(liquidation.price)
      return info(phrase`${nameOf(one)}: bankrupt at ${at(bankruptcyPrice, tickSize)}, ${pct(gap)} beyond liquidation`)
    },
  )
}

function told(figure: Phrase, text: Phrase): RuleVerdict {
  return { status: 'info', figure, evidence: [text] }
}

function fundMembers(input: RulesInput): RuleVerdict {
  return overVenue(input, phrase`funds cover groups of symbols`, ({ symbol, fund }): Judgement => {
    if (fund === null) return unknown(phrase`${symbol}: its insurance fund could not be read`)
    return info(
      phrase`${symbol} shares its ${fund.asset} fund with ${fund.symbols.length - 1} other symbols: ${fund.symbols.slice(0, 6).join(', ')}`,
    )
  })
}

function fundTrend(input: RulesInput): RuleVerdict {
  return overVenue(input, phrase`no bar is known: the trend is told`, ({ symbol, fund }): Judgement => {
    if (fund === null) return unknown(phrase`${symbol}: its insurance fund could not be read`)
    const share =
      fund.ofOpenInterestPct === null
        ? 'open interest n/a'
        : phrase`${pct(fund.ofOpenInterestPct)} of the symbol's open interest`
    const change = fund.sinceADayAgo?.pct ?? fund.sinceLastSeen?.pct ?? null
    return info(
      phrase`${symbol}: ${cash(fund.balance)} ${fund.asset}, ${share}${change === null ? '' : phrase`, ${pct(change)} since it was seen before`}`,
    )
  })
}

function depthToLiquidation(input: RulesInput): RuleVerdict {
  return verdictOverPositions(
    input,
    phrase`what the book shows between here and your liquidation`,
    (one): Judgement => {
      const book = input.markets.get(one.position.symbol)?.book ?? null
      if (book === null) return unknown(phrase`${nameOf(one)}: its order book could not be read`)
      if (one.liquidation.status !== 'price') return info(phrase`${nameOf(one)}: no liquidation price to measure to`)
      const levels = levelsTaken(book, one.position.side, 'close')
      const limit = one.liquidation.price
      const before = levels.filter(({ price }) => (one.position.side === 'LONG' ? price.gte(limit) : price.lte(limit)))
      const value = sum(before.map(({ price, quantity }) => price.times(quantity)))
      const isAll = before.length === levels.length
      return info(depthText(one, value, isAll))
    },
  )
}

function depthText(one: PositionRisk, value: Decimal, isAll: boolean): Phrase {
  return phrase`${nameOf(one)}: ${isAll ? 'at least ' : ''}${cash(value)} of orders stand before it, ${cash(one.notional)} is yours; orders in a book are no promise`
}

/** What the guidance says of liquidation and the funds behind it. */
export const RISK_RESERVE_RULES: readonly Rule[] = inSection({ section: 'Liquidation and funds', isCore: false }, [
  {
    id: 'RR1',
    title: 'closed when equity falls below maintenance margin',
    source: 'sound',
    more: 'liqwatch explain margin-ratio',
    judge: marginRatios,
  },
  {
    id: 'RR2',
    title: 'triggered by the mark price',
    source: 'sound with limits: in cross margin the leverage setting is no input',
    more: 'liqwatch explain LIQ',
    judge: liquidationPrices,
  },
  {
    id: 'RR3',
    title: 'no debt beyond the collateral',
    source: 'sound with limits: bounded by the margin when isolated, by the futures wallet when cross',
    more: 'liqwatch explain bankruptcy',
    judge: bankruptcyGaps,
  },
  {
    id: 'RR4',
    title: 'how a liquidation goes',
    source:
      'sound with limits: nothing is borrowed in futures; orders are cancelled first, then the position is cut, and only the rest is taken over',
    more: 'liqwatch liquidate',
    judge: (input) => {
      const [worst] = input.risk.positions
      const whose =
        worst === undefined
          ? phrase`no open positions`
          : phrase`liqwatch liquidate ${worst.position.symbol} goes through it with your numbers`
      return told(phrase`cancel orders, cut to compliance, take over the rest at the bankruptcy price`, whose)
    },
  },
  {
    id: 'RR5',
    title: 'the margin ratio rises to 100 %',
    source: 'wrong: the source lets it fall to zero; on Binance futures it is maintenance divided by balance',
    more: 'liqwatch explain margin-ratio',
    judge: marginRatios,
  },
  {
    id: 'RR6',
    title: 'one insurance fund, not two',
    source: 'doubtful: a risk reserve apart from the insurance fund is not confirmed by any Binance page',
    more: 'liqwatch exchange',
    judge: fundMembers,
  },
  {
    id: 'RR7',
    title: 'liquidation profit feeds the fund',
    source: 'sound with limits: cannot be verified beyond changes of the balance',
    more: 'liqwatch exchange',
    judge: fundTrend,
  },
  {
    id: 'RR8',
    title: 'which symbols share a fund',
    source: 'doubtful: the source gives each pair its own fund, the exchange answers with groups',
    more: 'liqwatch exchange',
    judge: fundMembers,
  },
  {
    id: 'RR9',
    title: 'after the fund, winners are closed',
    source: 'sound with limits: see FQ3 for the order',
    more: 'liqwatch exchange',
    judge: deleveraging,
  },
  {
    id: 'RR10',
    title: 'the fund as a sign of health',
    source: 'sound with limits: there is no meaningful bar, so no verdict',
    more: 'liqwatch exchange',
    judge: fundTrend,
  },
  {
    id: 'RR11',
    title: 'thin liquidity makes cascades',
    source: 'sound with limits: a book is no commitment',
    more: 'liqwatch stress',
    judge: depthToLiquidation,
  },
])
