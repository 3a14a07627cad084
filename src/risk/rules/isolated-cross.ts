import { type Decimal, sum } from '../../model/decimal.ts'
import { bracketRowOf } from '../bracket-table.ts'
import { type ModeReading, modeReadings } from '../modes.ts'
import { cash, type Phrase, pct, phrase } from '../phrase.ts'
import type { PositionRisk } from '../report.ts'
import {
  inSection,
  type Judgement,
  nameOf,
  nearestOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  unreadRows,
  verdictOver,
  verdictOverPositions,
} from './rule.ts'

const info = (text: Phrase): Judgement => ({ status: 'info', text })

function ofType({ risk }: RulesInput, marginType: 'ISOLATED' | 'CROSSED'): readonly PositionRisk[] {
  return risk.positions.filter(({ position }) => position.marginType === marginType)
}

function isolatedLoss(input: RulesInput): RuleVerdict {
  const judgements = ofType(input, 'ISOLATED').map((one): Judgement => {
    const { isolatedWallet, isAutoAddMargin } = one.position
    const text = phrase`${nameOf(one)}: at most ${cash(isolatedWallet)} and fees`
    if (isAutoAddMargin === null) return unknown(phrase`${text}, if auto-add margin is off, which could not be read`)
    if (isAutoAddMargin)
      return {
        status: 'warn',
        text: phrase`${nameOf(one)}: auto-add margin is on, so it draws on the wallet beyond its ${cash(isolatedWallet)}`,
      }
    return { status: 'pass', text }
  })
  return verdictOver(
    phrase`an isolated position can lose its own margin and no more`,
    [...judgements, ...unreadRows(input)],
    phrase`no isolated positions`,
  )
}

function maintenanceShare(input: RulesInput): RuleVerdict {
  return verdictOverPositions(input, phrase`maintenance margin decides, by bracket`, (one): Judgement => {
    const bracket = input.snapshot.brackets.get(one.position.symbol)
    const maintenanceMargin = one.maintenanceMargin()
    if (bracket === undefined || maintenanceMargin === null)
      return unknown(phrase`${nameOf(one)}: its brackets are not known`)
    const rate = bracketRowOf(bracket, one.notional).maintMarginRatio.times('100')
    return info(phrase`${nameOf(one)}: ${cash(maintenanceMargin)} must stay, ${pct(rate)} of notional in its bracket`)
  })
}

function sharedFate(input: RulesInput): RuleVerdict {
  const pools = input.risk.pools.map(({ asset, symbols }) =>
    info(phrase`cross pool ${asset}: ${[...new Set(symbols)].join(', ')}`),
  )
  const isolated = ofType(input, 'ISOLATED').map(nameOf)
  const alone = isolated.length === 0 ? [] : [info(phrase`each on its own: ${isolated.join(', ')}`)]
  return verdictOver(
    phrase`cross positions share a fate, isolated ones do not`,
    [...pools, ...alone, ...unreadRows(input)],
    phrase`no open positions`,
  )
}

function beginnersIsolated(input: RulesInput): RuleVerdict {
  const { profile } = input.figures
  const figure = phrase`profile ${profile}`
  const cross = ofType(input, 'CROSSED')
  const status = profile === 'beginner' ? 'warn' : 'info'
  const found = cross.map((one): Judgement => ({ status, text: phrase`${nameOf(one)} is cross` }))
  const none: readonly Judgement[] =
    input.risk.positions.length > 0 && cross.length === 0
      ? [{ status: 'pass', text: phrase`every position is isolated` }]
      : []
  return verdictOver(figure, [...found, ...none, ...unreadRows(input)], phrase`no open positions`)
}

function capitalByMode(input: RulesInput): RuleVerdict {
  return overModes(input, phrase`money that each margin mode ties up`, ({ mode, figures }) =>
    figures?.lockedCapital == null ? null : phrase`${mode}: ${cash(figures.lockedCapital)}`,
  )
}

function survivalByMode(input: RulesInput): RuleVerdict {
  return overModes(input, phrase`the same book in each margin mode`, ({ mode, figures }) => {
    const first = figures === null ? null : nearestOf(figures.risk.positions)
    if (figures === null || figures.risk.positions.some(({ liquidation }) => liquidation.status === 'unknown'))
      return null
    if (first?.distancePct == null) return phrase`${mode}: no price of a single contract liquidates anything`
    const joint =
      figures.jointDistancePct === null ? '' : phrase`, all cross legs together at ${pct(figures.jointDistancePct)}`
    return phrase`${mode}: ${nameOf(first)} alone at ${pct(first.distancePct)}${joint}`
  })
}

function overModes(input: RulesInput, figure: Phrase, textOf: (reading: ModeReading) => Phrase | null): RuleVerdict {
  if (input.risk.positions.length === 0) return verdictOver(figure, unreadRows(input), phrase`no open positions`)
  const readings = modeReadings(input.snapshot, { tiers: input.tiers, shocksPct: [] })
  const judgements = readings.map((reading): Judgement => {
    const text = textOf(reading)
    if (text !== null) return info(text)
    return reading.why === null
      ? unknown(phrase`${reading.mode}: not known`)
      : info(phrase`${reading.mode}: ${reading.why}`)
  })
  return verdictOver(figure, judgements, phrase`no open positions`)
}

function jointMove(input: RulesInput): RuleVerdict {
  const judgements = input.risk.pools.map(({ asset, jointDistancePct, isUnknown, why }): Judgement => {
    if (isUnknown) return unknown(phrase`${asset} pool: ${why ?? 'not known'}`)
    if (jointDistancePct === null) return info(phrase`no joint move below 100% kills the ${asset} pool`)
    return info(phrase`${asset} pool dies at a joint move of ${pct(jointDistancePct)}`)
  })
  return verdictOver(
    phrase`the pool is liquidated when its equity meets all maintenance margins`,
    judgements,
    phrase`no cross positions`,
  )
}

function moneyAtRisk(input: RulesInput): RuleVerdict {
  const figure = phrase`all that the open positions could take`
  if (input.snapshot.multiAssetsMode && input.risk.positions.length > 0) return allCollateral(input, figure)
  const assets = [...new Set(input.risk.positions.map(({ position }) => position.marginAsset))]
  const judgements = assets.map((asset): Judgement => {
    const isolated = sum(
      ofType(input, 'ISOLATED')
        .filter(({ position }) => position.marginAsset === asset)
        .map(({ position }) => position.isolatedWallet),
    )
    const cross = ofType(input, 'CROSSED').some(({ position }) => position.marginAsset === asset)
      ? crossWalletOf(input, asset)
      : isolated.minus(isolated)
    if (cross === null) return unknown(phrase`${asset}: its wallet could not be read`)
    return info(
      phrase`${asset}: ${cash(isolated.plus(cross))} (isolated ${cash(isolated)}, cross wallet ${cash(cross)})`,
    )
  })
  return verdictOver(figure, [...judgements, ...unreadRows(input)], phrase`no open positions`)
}

/** In multi-assets mode every asset stands behind every cross position. */
function allCollateral(input: RulesInput, figure: Phrase): RuleVerdict {
  const [current] = modeReadings(input.snapshot, { tiers: input.tiers, shocksPct: [] })
  const maxLoss = current?.figures?.maxLoss ?? null
  const found =
    maxLoss === null
      ? unknown(phrase`its worth in USD is not known`)
      : info(phrase`all collateral: ${cash(maxLoss)} USD`)
  return verdictOver(figure, [found, ...unreadRows(input)], phrase`no open positions`)
}

function crossWalletOf({ snapshot }: RulesInput, asset: string): Decimal | null {
  return snapshot.wallets.find((wallet) => wallet.asset === asset)?.crossWallet ?? null
}

function crossWithPlan(input: RulesInput): RuleVerdict {
  const judgements = ofType(input, 'CROSSED').map((one): Judgement => {
    if (!input.snapshot.orders.has(one.position.symbol))
      return unknown(phrase`${nameOf(one)}: its orders could not be read`)
    if (one.stop === null)
      return {
        status: 'warn',
        text: phrase`${nameOf(one)} is cross without a stop: the whole futures wallet stands behind it`,
      }
    return { status: 'pass', text: phrase`${nameOf(one)} is cross and has a stop` }
  })
  return verdictOver(
    phrase`a cross position has a plan for leaving: a stop`,
    [...judgements, ...unreadRows(input)],
    phrase`no cross positions`,
  )
}

/** What the guidance says of the two margin modes. */
export const ISOLATED_CROSS_RULES: readonly Rule[] = inSection({ section: 'Isolated and cross', isCore: false }, [
  {
    id: 'IC1',
    title: 'isolated loss is capped',
    source: 'sound with limits: not while auto-add margin is on',
    more: 'liqwatch positions',
    judge: isolatedLoss,
  },
  {
    id: 'IC2',
    title: 'maintenance margin, not a fixed share',
    source: 'doubtful: there is no fixed 90 %; the bracket decides',
    more: 'liqwatch explain maintenance-margin',
    judge: maintenanceShare,
  },
  {
    id: 'IC3',
    title: 'who can take whom along',
    source: 'sound',
    more: 'liqwatch modes',
    judge: sharedFate,
  },
  {
    id: 'IC4',
    title: 'isolated for beginners',
    source: 'sound with limits: advice, a warning only with the beginner profile',
    more: 'liqwatch modes',
    judge: beginnersIsolated,
  },
  {
    id: 'IC5',
    title: 'what each mode ties up',
    source: 'sound',
    more: 'liqwatch modes',
    judge: capitalByMode,
  },
  {
    id: 'IC6',
    title: 'cross: the whole wallet is collateral',
    source: 'sound; the example of the source has a long and a short in one wallet',
    more: 'liqwatch demo',
    judge: moneyAtRisk,
  },
  {
    id: 'IC7',
    title: 'gains feed losses, and all die together',
    source: 'sound',
    more: 'liqwatch explain joint',
    judge: jointMove,
  },
  {
    id: 'IC8',
    title: 'which mode survives more',
    source: 'sound with limits: clashes with LM3, so both are simulated',
    more: 'liqwatch modes',
    judge: survivalByMode,
  },
  {
    id: 'IC9',
    title: 'cross can lose the whole balance',
    source: 'sound',
    more: 'liqwatch modes',
    judge: moneyAtRisk,
  },
  {
    id: 'IC10',
    title: 'cross only with a plan',
    source: 'sound with limits: advice; a plan is taken to be a stop',
    more: 'liqwatch orders',
    judge: crossWithPlan,
  },
])
