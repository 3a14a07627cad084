import { plainTopic, type Topic } from './topic.ts'

function column(name: string, title: string, text: string, ...see: readonly string[]): Topic {
  return { ...plainTopic('column', name, title, text), see }
}

/** Columns of `fix`, `stress`, `modes` and `leverage`. */
export const ACTING_COLUMN_TOPICS: readonly Topic[] = [
  column('OPTION', 'a way back to the target', 'In the order worth trying: what costs least comes first.', 'fix'),
  column(
    'DO THIS',
    'what you would type at Binance',
    'Quantities are whole steps, money is rounded up. liqwatch sends nothing.',
    'fix',
  ),
  column(
    'AFTER',
    'how the position would stand',
    'Liquidation price and distance once it is done, at the present mark.',
    'fix',
  ),
  column(
    'SIDE EFFECT',
    'what it does to everything else',
    'What is realised now, the fee, and how liquidation prices of the other positions and the joint distance move.',
    'fix',
    'joint',
  ),
  column(
    'SHOCK',
    'how far the marks move',
    'The same percentage for all, against each position, or by beta, as the line above the table says.',
    'stress',
  ),
  column(
    'EQUITY',
    'what the account is worth',
    'Wallet and unrealized profit, after the liquidations of the row. In margin simulate: collateral less debt.',
    'stress',
  ),
  column('LEFT', 'positions still open', 'How many of the positions are left after the shock.', 'stress'),
  column(
    'LIQUIDATED, IN ORDER',
    'who is liquidated on the way',
    'The first one first, with the move at which it happens. A cross pool is taken apart piece by piece.',
    'stress',
    'cross',
  ),
  {
    ...column(
      'LOCKED',
      'money that nothing else can use',
      'Isolated wallets, and the initial margin of cross positions.',
      'modes',
    ),
    aliases: ['locked-capital'],
  },
  column(
    'MAX LOSS',
    'the most that can be lost',
    'Isolated wallets, and whole wallets behind cross positions.',
    'modes',
  ),
  column(
    'FIRST DOWN',
    'who is liquidated first when everything falls',
    'The position or pool and the common move at which it is reached.',
    'modes',
    'stress',
  ),
  column(
    'FIRST UP',
    'who is liquidated first when everything rises',
    'The position or pool and the common move at which it is reached.',
    'modes',
    'stress',
  ),
  {
    ...column(
      'DEAD AT',
      'positions lost to the shocks',
      'One number for each shock: all marks together, then every mark against you.',
      'modes',
      'stress',
    ),
    aliases: ['dead'],
  },
  column('POSITION', 'symbol and side', 'The same position with its liquidation price in each margin mode.', 'modes'),
  column(
    'MARGIN',
    'initial margin',
    'Notional ÷ leverage: what opening takes. On the status screen: a spot-margin account.',
    'leverage',
    'margin-level',
  ),
  column(
    'STOPS',
    'stop distances to liquidation',
    'Way from entry to liquidation ÷ way from entry to stop. Below 2 it is tight, below 1 liquidation comes first.',
    'leverage',
  ),
  {
    ...column(
      'VERDICT',
      'what the row means',
      'In leverage: whether your stop comes before liquidation, with room. Elsewhere: OK, WARNING, CRITICAL, UNKNOWN.',
      'leverage',
      'verdicts',
    ),
    aliases: [],
  },
]
