import { aboutPosition, distanceWords, plainTopic, subjectOf, type Topic } from './topic.ts'

function reason(name: string, title: string, ...text: readonly string[]): Topic {
  return plainTopic('alert', name, title, ...text)
}

/** One topic for each reason that an alert can have. */
export const REASON_TOPICS: readonly Topic[] = [
  {
    ...reason(
      'entered',
      'a distance came inside a tier',
      'Told on first sight too, if the position is born inside; the message then names the tiers of that symbol, which you may want to set. A distance that equals the tier is inside. A jump over several tiers sends one message, for the innermost.',
    ),
    see: ['TIER', 'tiers'],
    own: aboutPosition((risk) => [`${subjectOf(risk)} stands at ${distanceWords(risk)}`]),
  },
  reason(
    'worsened',
    'deeper than it was told',
    'A further tier, or below the innermost one another halving of the distance (2.5, 1.25, 0.63 %). It is believed at once and ends an acknowledgement.',
  ),
  reason(
    'recovered',
    'a tier was left',
    'The distance stood at or above tier + alerts.rearmPct on two evaluations at least alerts.rearmSeconds apart. Told once per climb, naming the tier that was left.',
  ),
  {
    ...reason(
      'reminder',
      'it still stands inside',
      'By default never at 15 %, every 30 minutes at 10 %, every 5 at 5 % for half an hour and then every 15. liqwatch alerts ack stops it until something gets worse.',
    ),
    see: ['alerts.remindMinutes', 'acknowledge'],
  },
  {
    ...reason(
      'fast',
      'a third of the distance lost within minutes',
      'Whatever the tier, by the route of the 10 % tier: what falls that fast may be at the line before the next tier is. It needs two readings within the window, so a watch sees more of it than a check each minute.',
    ),
    see: ['alerts.fast'],
  },
  reason(
    'closed',
    'the position is gone, and the books agree',
    'Totals of the account, its trades or a second read confirm it. Until one does, it is UNKNOWN: an empty answer never looks like a closed position.',
  ),
  reason(
    'reduced',
    'part of it was closed, and it left its tier',
    'By you or by an order. It is told apart from a recovery of the market.',
  ),
  {
    ...reason(
      'liquidated',
      'Binance has closed the position',
      'Seen in the forced orders, the account’s events, or its income. What was lost stands in the message where it is known.',
    ),
    see: ['liquidate'],
  },
  {
    ...reason(
      'deleveraged',
      'a winner was closed by auto-deleveraging',
      'The insurance fund was short and your position stood in front of the queue.',
    ),
    see: ['adl'],
  },
  {
    ...reason(
      'blind',
      'an account cannot be seen',
      'At the first failure if the last known distance was inside a tier, otherwise after two failures in a row or staleSeconds. A dead stream never looks like a calm market.',
    ),
    see: ['sighted', 'stale', 'staleSeconds'],
  },
  reason('sighted', 'the account can be seen again', 'Sent once after blind, with how things stand now.'),
  reason(
    'key-power',
    'the key can do more than it could',
    'Told every day until it is put right; monitoring goes on. The permissions of the key are read on first use and then once a day.',
  ),
]
