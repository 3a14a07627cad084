import { plainTopic, type Topic } from './topic.ts'

function formula(name: string, title: string, ...text: readonly string[]): Topic {
  return plainTopic('formula', name, title, ...text)
}

/** Topics about spot margin. */
export const MARGIN_TOPICS: readonly Topic[] = [
  formula(
    'margin-level',
    'assets over liabilities of a spot-margin account',
    'level = value of all assets ÷ (borrowed + unpaid interest). Binance adds both sides up in bitcoin, so a level from dollar prices differs a little in thin coins; liqwatch values through bitcoin too and shows the difference.',
    "Levels have no stream. watch reads them once a minute, every 20 seconds where a coin has no futures mark, every 10 in danger; in between it multiplies Binance's level by what the futures marks make of the account, and says so.",
    "999 stands for no debt. Haircuts play no part here: they decide about borrowing and transfers (the level after haircuts), not about liquidation. Cross Pro is different: (collateral after haircuts − liabilities) ÷ maintenance margin. Its tier tables are not to be had, so Binance's own level leads and what follows from it is marked as not verified.",
  ),
  formula(
    'margin-call',
    'the line at which Binance asks for more, and how near liquidation is then',
    'fall of collateral to a line = 1 − line ÷ level. From the call to the liquidation the collateral may fall by 15.4 % at 3x (1.3 to 1.1), but only by 5.2 % at 5x (1.16 to 1.1) and by some 3 to 5 % on isolated pairs.',
    'Binance may never send the call: when the price runs through both lines, the notice is cancelled, and notices come by mail without any promise. That is why the fall to liquidation has tiers of its own here, and why crossing each line is an alert of its own.',
    'Lines come from Binance (tradeCoeff for the cross account, the tier list for isolated pairs). Call lines of isolated pairs are only published: that table is a dated fallback, and the screen says when it was used.',
  ),
  formula(
    'margin-liquidation-price',
    'the price of one coin at which a margin account is liquidated',
    'p = (t · Σ other debts − Σ other assets) ÷ (own quantity held − t · own quantity owed), with the line t and all others at their present price. Who holds the coin has an edge below, who owes it one above; without a positive result no price of that coin alone does it.',
    'The common move lets all coins but dollar coins move by the same percentage at once.',
  ),
  formula(
    'margin-repay',
    'three ways to a wanted margin level',
    'With assets A, debt D and the wanted level t: move in t·D − A; or repay D − A ÷ t with money from outside; or sell and repay (t·D − A) ÷ (t − 1). Trading fees and slippage come on top; amounts are rounded up.',
  ),
  formula(
    'margin-liquidation',
    'what happens at the liquidation line of a margin account',
    'Regular: the account is locked and orders sell collateral until the debt is repaid; the orders show up in the history. Takeover: where the market is thin, everything held and owed moves to an account of Binance and is sold slowly; there are no orders to see, only flows. It may begin with one and go on with the other.',
    'The fee (Classic and isolated 2 %, Pro 3 %) is said to be a share of the liquidated assets; in the published examples it is that share of what is owed at the line, and that is what liqwatch estimates. It is taken from what is left. liqwatch margin simulate --example a, b or c plays those examples.',
  ),
  formula(
    'margin-top-up',
    'auto top-up and what the spot wallet would buy',
    'Auto top-up moves free spot assets into the margin account. Binance has no call that tells whether it is on: margin.autoTopUp in the config says so. liqwatch margin shows which level the free spot assets would lead to. In a fast market it comes too late.',
  ),
]
