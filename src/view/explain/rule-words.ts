/** What each rule asks for and why, in our own words, by id. */
export const RULE_WORDS: Readonly<Record<string, readonly string[]>> = {
  PS1: [
    'Before anything else, a trade is a sum that you are ready to lose. liqwatch counts it as quantity × (entry − stop), for what no stop closes at the liquidation price instead, and holds it against your equity: up to 1 % passes, up to 3 % is a warning, more fails (rules.riskPerTradePct).',
    'The guidance speaks of allocating 1 to 3 % and leaves open whether risk, margin or notional is meant. Only the loss at the stop says how much is at stake; the other two are printed beside it.',
  ],
  PS2: [
    'Leaving a thin market at once costs more than the last price suggests, and high leverage leaves little to pay it with. The rule takes the order book of this moment, works out what a market order for your whole position would cost, and compares that with the way to liquidation (rules.exitCostPct) and your setting with the allowed maximum (rules.leverageSharePct).',
    'The guidance says that slippage triggers the liquidation. It does not: your fill moves the last price, while liquidation watches the mark.',
  ],
  PS3: [
    'Maintenance margin is notional × rate − amount of the bracket that holds the notional. liqwatch computes it from the brackets of your own account, says how old they are, and compares it with Binance’s.',
    'A web calculator is only the cross-check; without a key the brackets are not available at all.',
  ],
  PS4: [
    'Very high funding eats the cushion of those who pay it, so the position should shrink in proportion: figure ÷ rate. 0.1 % per 8 hours by default (rules.fundingSizeCutPct).',
    'The guidance names no interval and counts both signs. Rates are brought to 8 hours here, and only what you pay counts, unless rules.fundingBothSigns is set.',
  ],
  PS5: [
    'A book drifts: what rises becomes heavier, what falls more leveraged. Once a day is enough to see which marks have left their entry by more than 10 %, and which weights have moved as much (rules.rebalancePct).',
    'The guidance names no band. It is a reminder to look, nothing is traded.',
  ],
  LM1: [
    'A setting that equals the starting value of every symbol (20x) or the allowed maximum was most likely never chosen. Choose it from the distance of your stop: liqwatch leverage does the sum.',
    'No automatic leverage was found in any Binance page, so there is nothing to switch off; what remains of the rule is that you should have picked the number. A change in the journal counts as picked.',
  ],
  LM2: [
    'Around decisions of the Fed and inflation figures, exposure should be half of what it was. Inside the window liqwatch compares effective leverage (gross notional ÷ equity) with half of the value it last saw before the window, and tells the money or the quantities that bring it there.',
    'The guidance says to lower leverage. Lowering the setting does nothing in cross margin, and Binance refuses it (−4161) for an open isolated position: only closing or adding money helps. Dates that are missing or have run out make this UNKNOWN, never calm.',
  ],
  LM3: [
    'In cross margin one bad leg can take the others along, so a stop belongs near it (rules.stopWithinPct). The beginner profile warns of every cross position.',
    'Here two documents of the guidance contradict each other: one wants isolated margin for every trade of several legs, the other recommends cross for exactly those. liqwatch does not choose: it simulates your book both ways and says which dies first.',
  ],
  LM4: [
    'A closing order without reduce-only can outlive the position it was meant for, and then opens the other side. The check adds up what could fill: more than the position, alone or after another order has closed a part, fails.',
    'The guidance calls the cure a leverage lock. No feature of that name was found in any page, document or client of Binance; the check behind the name is real and stays.',
  ],
  LM5: [
    'What counts is notional ÷ the equity that stands behind it now. A 10x isolated long that has lost 3.4 % of price already stands at 14.7x, although the setting still says 10.',
  ],
  OT1: [
    'A stop-limit order turns into a limit order when it triggers; a market that jumps over the limit leaves it behind, and you in the position. Market stops are far likelier to fill. For each stop-limit the room between trigger and limit is told in percent and in ATR.',
    'The guidance promises guaranteed execution. Nothing guarantees it: price protection can refuse the trigger, large orders are capped, and liquidation cancels all orders first. It holds for shorts as well as for longs.',
  ],
  OT2: [
    'A trailing stop that is narrower than the market’s ordinary noise closes on noise. Its callback should be at least 1.5 × ATR(14) (rules.atr). The activation price only says where trailing begins and is shown apart.',
    'The guidance names no timeframe (4 hours are assumed). Binance takes callbacks from 0.1 to 10 % in steps of 0.1: a wider one cannot be expressed. And a stop avoids a liquidation only if it stands before it.',
  ],
  OT3: [
    'A post-only order never takes what the book offers. On a market with little turnover or a thin book it may wait while the price runs away; one that should close a position weighs most. What counts as thin is set in rules.thinBook.',
    'That such an order is refused when it would trade at once is how it works everywhere, not a special rule of thin markets.',
  ],
  OT4: [
    'Liquidation watches the mark price, so a stop should too: otherwise the mark may reach liquidation while the last price has not yet triggered the stop.',
    'The guidance asks for index triggers, which Binance futures does not offer: MARK_PRICE and CONTRACT_PRICE (last, the default) are all there is. The price of it: in a wick of this market alone, a mark trigger fires later.',
  ],
  OT5: [
    'An order that is meant to close should say so, so that it can do nothing else. Every order on the closing side is looked at.',
    'In hedge mode Binance does not take the flag, and an order that closes the whole position has it built in: both pass.',
  ],
  FR1: [
    'A rate by itself says little; against its own past it says whether holding is dearer than usual. The last 90 ordinary settlements are summed up, with the rank of the present rate among them.',
    'Dividend payments of stock contracts come in the same list; they are left out of averages and counted in costs.',
  ],
  FR2: [
    'Where longs have paid more than 0.05 % per 8 hours in six of the last nine settlements, everybody who wants to be long is: adding to it is late and dear (rules.fundingLongPct).',
    'The guidance says persistently without a number; six of nine is ours. Rates of 1 and 4 hours are brought to 8.',
  ],
  FR3: [
    'The mirror image: below −0.07 % per 8 hours shorts pay, the side is crowded, and a squeeze needs little (rules.fundingShortPct).',
    'The guidance calls it counterparty risk. Your counterparty is the exchange in both directions; crowding and the cost of carry are meant.',
  ],
  FR4: [
    'Funding comes out of the isolated wallet or the pool, so every payment moves liquidation closer. The rule measures it as the share of the room between balance and maintenance margin that a day costs (rules.fundingCushionPct), and says how many days the next tier is away.',
    'The guidance speaks of unpaid funding that builds up. There is none: it is settled at fixed times from whoever holds the position then.',
  ],
  FR5: [
    'When the sign changes, those who received begin to pay. The change is shown with its age for 24 hours, if both rates stood clear of zero (0.005 % per 8 hours).',
    'The guidance wants you out within 24 hours, for which there is no evidence, and takes 8 hours between settlements for granted, which is wrong for most symbols today: many settle every 4 hours, some every hour. Only the fact is told.',
  ],
  RM1: [
    'Prices move while you sleep. The rule looks whether check or watch has evaluated this account within the last ten minutes.',
    'The guidance expects the account stream to tell the margin by the millisecond. It tells changes of the account only: a falling price pushes nothing, and a margin call may arrive together with the liquidation. watch takes the stream as a trigger, marks from the market stream, and REST as truth.',
  ],
  RM2: [
    'Warnings at 15, 10 and 5 % between mark and liquidation, inclusive, compared unrounded and never multiplied by leverage (tiers).',
  ],
  RM3: [
    'Money added to a losing position and leverage raised while losing are how a small loss becomes a large one. The last day’s margin changes of losing isolated positions and the journal’s leverage changes are looked through, and what the journal marks: size added to a loser, a jump of the used margin (liqwatch history, liqwatch explain abnormal-use).',
    'The guidance wants all this read from the list of trades, which holds fills only; margin and leverage changes are elsewhere. It also leaves open what is abnormal: feeding a loss is our reading.',
  ],
  RM4: [
    'The index should agree with the markets it is made of and with Binance’s own spot price. Beyond 0.3 % (crossCheck.thresholdPct; a wider figure for small caps) it is a divergence. liqwatch xcheck also asks outside sources.',
    'The guidance calls 0.3 % manipulation. That is a fair alarm for bitcoin and far too tight for small coins, stale quotes and prices in dollars instead of tether; the word here is divergence.',
  ],
  RM5: [
    'Open interest that jumps within an hour says that many new positions were opened at once. It is counted in coins, as a z-score against 30 days of hourly changes (openInterest.zScore).',
    'That such jumps precede waves of liquidations is not proven. How often they happened in 30 days stands beside the figure, and no forecast.',
  ],
  FQ1: [
    'When a liquidation closes worse than at the bankruptcy price, the insurance fund pays the difference. Its balance is read from the exchange, with its change since a day ago if liqwatch looked then.',
  ],
  FQ2: [
    'Up to min(wallet − maintenance margin, wallet + profit − initial margin at the mark) can be taken out of an open isolated position. The amount and the liquidation price after it are shown.',
    'The guidance says that isolated margin is locked until the position is closed. That is wrong: Binance publishes the formula and offers the button.',
  ],
  FQ3: [
    'When the fund cannot pay, positions in profit on the other side are closed at the bankruptcy price of the liquidated one, from the front of a queue. Place 4 of 4, or a symbol at high risk, is a warning while you are in profit.',
    'The guidance orders the queue by leverage. It is profit × leverage.',
  ],
  FQ4: [
    'The liquidation price is one number on the mark scale. How far away it looks depends on whether you measure from mark or from last: both are shown, with the present gap and the one that 99 of 100 hours stayed within.',
    'The guidance says that charts show a liquidation price based on last and that the two differ by 0.2 to 0.8 %. There are not two prices, and the range is unverified: it is measured here.',
  ],
  FQ5: [
    'R is what the target brings ÷ what the stop risks, after fees; at R the share 1 ÷ (1 + R) of trades must win to lose nothing. In markets without trend discipline matters, in trends flexibility; payoff outweighs win rate.',
    'This line stands in Chinese above the guidance and is easily overlooked.',
  ],
  FQ6: [
    'What liqwatch prints are calculations, not advice. It sends nothing that could trade; a key that can only read could not be used to trade either.',
  ],
  RR1: ['Liquidation begins when maintenance margin has grown to the margin balance: a margin ratio of 100 %.'],
  RR2: [
    'The mark price alone triggers it. Entry, wallet and brackets decide where.',
    'The guidance lists leverage among the inputs. For a cross position the setting is none.',
  ],
  RR3: [
    'An isolated position can lose its margin, a cross one the futures wallet. Between liquidation and the bankruptcy price the exchange closes; beyond it the fund pays.',
  ],
  RR4: [
    'Binance cancels open orders, cuts the position with one order that takes what is there, and takes over only what is still too large, at the bankruptcy price, against a fee. liqwatch liquidate goes through it with your numbers.',
    'The guidance begins with borrowed funds. Futures borrow nothing.',
  ],
  RR5: [
    'The margin ratio is maintenance ÷ balance and rises to 100 %.',
    'The guidance has it upside down, falling to zero.',
  ],
  RR6: [
    'One insurance fund stands behind a group of symbols.',
    'The guidance tells of a risk reserve before the insurance fund. No page of Binance confirms two of them.',
  ],
  RR7: ['What a liquidation leaves over goes into the fund. From outside only changes of its balance can be seen.'],
  RR8: ['The exchange answers with groups of symbols that share a fund.', 'The guidance gives every pair its own.'],
  RR9: ['When the fund is short, winners are closed: see FQ3.'],
  RR10: ['Balance and its share of open interest are told as a trend. No level is known to be safe, so no verdict.'],
  RR11: [
    'Where little stands in the book, one forced close pushes the price into the next. What the book shows between here and your liquidation is told; orders can be withdrawn at any moment.',
  ],
  IC1: [
    'An isolated position loses its own margin and fees, no more.',
    'Unless auto-add margin is on: then it draws on the wallet. That is a warning.',
  ],
  IC2: [
    'Maintenance margin decides when it ends, by the bracket of its notional.',
    'The guidance mentions a fixed share such as 90 %. There is none.',
  ],
  IC3: ['Cross positions of one margin asset share a wallet and a fate; isolated ones stand alone.'],
  IC4: [
    'For a first trade or a single bet isolated margin is the safer start. With rules.profile beginner every cross position is a warning.',
  ],
  IC5: [
    'Isolated margin ties up money for each position; cross uses one wallet for all. Both are computed for your book.',
  ],
  IC6: ['In cross margin the whole wallet of the asset is collateral for every position in it.'],
  IC7: [
    'Profits of one leg carry the losses of another, until the equity of the pool meets the maintenance margin of all: then all go. See also: joint.',
  ],
  IC8: [
    'Cross survives a swing of one leg better, isolated a disaster of one. The same book is simulated in each mode, since the guidance contradicts itself here (LM3).',
  ],
  IC9: ['All isolated margin and every cross wallet behind an open position: that is what can be lost.'],
  IC10: [
    'Cross margin with a plan for leaving, and knowing that the futures wallet stands behind it. A stop is taken for the plan.',
  ],
}
