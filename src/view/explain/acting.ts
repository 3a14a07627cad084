import { maxRemovable } from '../../risk/remedy-now.ts'
import type { PositionRisk } from '../../risk/report.ts'
import { bankruptcyPriceText } from '../book-row.ts'
import { money, percent } from '../format.ts'
import { aboutPosition, liquidationWords, type Own, poolOf, subjectOf, type Topic } from './topic.ts'

function formula(name: string, title: string, text: readonly string[], own: Topic['own']): Topic {
  return { kind: 'formula', name, title, text, own }
}

function fixOwn(risk: PositionRisk): readonly string[] {
  if (risk.distancePct === null) return []
  const stands = `${subjectOf(risk)} stands at ${percent(risk.distancePct)}: liqwatch fix ${risk.position.symbol} solves the way back to 15%`
  const most = maxRemovable(risk)
  if (most === null) return [stands]
  return [stands, `at most ${money(most)} of its ${money(risk.position.isolatedWallet)} can be taken out now`]
}

function liquidateOwn(risk: PositionRisk, own: Own): readonly string[] {
  const pool = poolOf(risk, own)
  const alone = pool === null || pool.symbols.length < 2
  return [
    `${subjectOf(risk)}: trigger ${liquidationWords(risk)}, bankruptcy price ${bankruptcyPriceText(risk)}`,
    ...(alone ? [] : [`it takes ${pool.symbols.filter((symbol) => symbol !== risk.position.symbol).join(', ')} along`]),
  ]
}

function stressOwn({ account }: Own): readonly string[] {
  const nearest = account?.positions.find(
    ({ position, distancePct }) => position.marginType === 'ISOLATED' && distancePct !== null,
  )
  const pools = (account?.pools ?? []).flatMap(({ asset, jointDistancePct, isUnknown, why }) => {
    if (isUnknown) return [`${asset} pool: n/a, ${why ?? 'not known'}`]
    return jointDistancePct === null
      ? []
      : [`${asset} pool: liquidated if everything goes against you by ${percent(jointDistancePct)}`]
  })
  return nearest === undefined
    ? pools
    : [`${subjectOf(nearest)} is the first isolated one, at ${percent(nearest.distancePct)}`, ...pools]
}

function modesOwn({ account }: Own): readonly string[] {
  if (account === null) return []
  const isolated = account.positions.filter(({ position }) => position.marginType === 'ISOLATED')
  return [`${isolated.length} of your ${account.positions.length} positions are isolated, the others share a wallet`]
}

/** What `fix`, `stress`, `modes` and `liquidate` compute. */
export const ACTING_TOPICS: readonly Topic[] = [
  formula(
    'fix',
    'the way back to a distance',
    [
      'Liquidation stands at the target when the surplus there, margin balance less maintenance margin, is zero. Adding margin raises it one for one; closing a part realises now the loss of that part and takes away the loss and the maintenance margin it would have had at the target. Both are solved exactly, then rounded to whole steps so that the target is met; where several positions shrink by the same share, each is rounded up by itself, so that a step less of one alone may still be enough.',
      'The order is the one worth trying: a stop before liquidation costs the least, closing reduces what can be lost, adding money only puts more at stake. Money from outside the futures wallet needs a transfer, which may stall in the very minutes it is needed.',
      'Whether Binance frees margin in proportion when an isolated position is closed in part is not documented, so both outcomes are shown. Lowering the leverage of an open isolated position is refused by Binance and never offered.',
      'From an isolated position you can take out min(isolated wallet − maintenance margin, isolated wallet + profit − notional ÷ leverage), never less than 0. That isolated margin could not be withdrawn is a common error.',
    ],
    aboutPosition(fixOwn),
  ),
  formula(
    'stress',
    'shocks and cascades',
    [
      'All marks move from where they are to the shock, each by the same percentage, against each position, or by its beta to BTC times the shock. Beta is the covariance of daily returns with those of BTC over their variance, over 30 closed days; one that cannot be computed counts as 1, and is named.',
      'Whatever loses its margin on the way is liquidated there: an isolated position takes its margin, what its clearance fee leaves goes to the wallet; a pool is closed bracket by bracket, the greatest loss first, until it has enough margin again. Binance does not publish which position goes first.',
      'Stops, new orders and funding are left out: the test asks what holds when they fail.',
    ],
    stressOwn,
  ),
  formula(
    'modes',
    'isolated against cross',
    [
      'Isolated margin caps a loss at the position’s own money and is liquidated sooner by itself; cross margin lets winners feed losers and puts the whole wallet at stake. The sources that liqwatch encodes contradict each other on hedges: one demands isolated, one recommends cross. So the same book is put through the same shocks both ways.',
      'Locked is money that nothing else can use: isolated wallets, and initial margin (notional ÷ leverage setting) of cross positions. The greatest loss is the isolated wallets and the wallets behind cross positions. With auto-add margin an isolated position can draw on the wallet too.',
    ],
    modesOwn,
  ),
  formula(
    'liquidate',
    'what happens in a liquidation',
    [
      'Trigger: the mark reaches the liquidation price, where the margin ratio is 100 %. It rises to that; texts that let it fall to zero have it the wrong way round. Then all open orders are cancelled, and immediate-or-cancel orders reduce the position as far as needed.',
      'A clearance fee is taken on what was liquidated, by a rate per symbol. What the market does not take before the bankruptcy price, where the money is used up, the insurance fund takes over there. Only when the fund is short are winners on the other side deleveraged.',
      'There is one kind of fund, shared by groups of symbols. A separate risk reserve, of which some pages tell, could not be confirmed.',
    ],
    aboutPosition(liquidateOwn),
  ),
]
