import { plainTopic, type Topic } from './topic.ts'

/** The journal: where its events come from, what they are called, and what is marked in it. */
export const JOURNAL_TOPICS: readonly Topic[] = [
  {
    ...plainTopic(
      'formula',
      'history',
      'the journal and where it comes from',
      'Binance forgets: trades, income and forced closes after three months, changes of isolated margin after 30 days, settings at once. liqwatch history reads what is new since the last run and keeps it for store.keepDays; run it at least once a month. What watch hears on the user stream (fills, leverage, margin type, asset mode) is journaled as it comes, and a later sync does not list it twice.',
      'Movements of money are read first. They tell on which days a symbol was traded, so that weeks without any movement are not asked for. Fees and profits stand with their fill and are no events of their own. Fills of one order are one row on the screen, and single events in JSON and CSV.',
      'Settings have no history at Binance. A change that no stream told is found between two runs: it happened some time after the last look, which the row names.',
      'Cost in request weight: about 20, 30 for each month and each 1000 movements, 50 for each week of the account with movements (forced closes), and per symbol 10 for each week with movements and 1. Three months of 20 symbols that trade in half of the weeks are about 2,200: four minutes at a quarter of the limit, which is all that liqwatch takes. A later run costs 100 to 200 and what is new. Stopped at any point, the next run goes on from there.',
      'position before -> after is walked back from the present position, fill by fill: a close tells the entry of what it closed by what it realized.',
    ),
    aliases: ['journal', 'sync'],
    see: ['event-types', 'abnormal-use', 'store.keepDays'],
  },
  {
    ...plainTopic(
      'column',
      'TYPE',
      'kind of an event',
      'liqwatch history --type takes these words: see liqwatch explain event-types.',
    ),
    see: ['event-types'],
  },
  {
    ...plainTopic(
      'column',
      'WHAT',
      'what happened, in a sentence',
      'For a fill: side, quantity, price, the position before and after it, what it realized and cost. For a setting: before -> after. Behind a mark ! or ? stands why it was given.',
    ),
    see: ['history', 'abnormal-use'],
  },
  {
    ...plainTopic(
      'word',
      'event-types',
      'what the journal can hold',
      'From Binance: fill; forced-close (liquidation or auto-deleveraging, shown with its fills); funding; transfer; income (anything else that moved money, with Binance’s own word); margin (put into or taken out of an isolated position); order (a conditional order that was placed, triggered, cancelled, expired or rejected; Binance forgets those without a fill three days after they were placed).',
      'Settings, with before and after: leverage, margin-type, position-mode, multi-assets.',
      'From watch and check: tier-entered, tier-left, fast (distance lost fast, between tiers), liquidated, deleveraged, closed, drift, sight-lost, sight-back; used-margin for a jump of it.',
    ),
    aliases: [
      'forced-close',
      'margin-type',
      'position-mode',
      'tier-entered',
      'tier-left',
      'sight-lost',
      'sight-back',
      'used-margin',
    ],
    see: ['history'],
  },
  {
    ...plainTopic(
      'formula',
      'abnormal-use',
      'marks for feeding a loss',
      'size-added-to-loser: a fill that enlarges a position at a price against its entry. margin-added-to-loser: money put into an isolated position that was under water. leverage-raised-while-losing: the setting went up while a position of the symbol was under water. used-margin-jump: the share of the equity tied up as initial margin (notional ÷ leverage setting) grew by more than 20 points within an hour.',
      'A fill is judged by its own price, the others by the mark of that time: the mark in the stream’s moment, or else the range of the hour, or of the whole time between two looks. ! means that all of it was under water. ? means that it cannot be told: the range holds the entry, the marks or the position of that time are not known. A ? is not a no.',
      'The used margin is sampled by watch and check; without them there is nothing to see a jump in.',
    ),
    aliases: [
      'use-flags',
      'flags',
      'size-added-to-loser',
      'margin-added-to-loser',
      'leverage-raised-while-losing',
      'used-margin-jump',
    ],
    see: ['RM3', 'history'],
  },
]
