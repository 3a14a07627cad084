import { setting } from './setting.ts'
import type { Topic } from './topic.ts'

const RULES: readonly Topic[] = [
  setting('rules.profile', 'default or beginner', 'beginner also warns of every cross position.', 'IC4'),
  setting(
    'rules.riskPerTradePct',
    'percent of equity at risk in one trade',
    'Two numbers, advised and at most: 1 and 3. liqwatch size takes the first.',
    'sizing',
    'PS1',
  ),
  setting(
    'rules.fundingLongPct',
    'funding above which a new long is warned of',
    'Percent per 8 hours: 0.05.',
    'funding',
    'FR1',
  ),
  setting(
    'rules.fundingShortPct',
    'funding below which a new short is warned of',
    'Percent per 8 hours, negative: -0.07.',
    'funding',
    'FR1',
  ),
  {
    ...setting(
      'rules.atr',
      'how trailing stops are measured',
      'period 14, interval 4h, multiple 1.5. --period, --interval and --mult go before it.',
      'trailing-stop',
    ),
    aliases: ['period', 'interval', 'multiple'],
  },
  setting(
    'rules.fundingSizeCutPct',
    'funding beyond which a position should be smaller',
    'Percent per 8 hours: 0.1. The size shrinks in proportion.',
    'sizing',
    'PS4',
  ),
  setting('rules.fundingBothSigns', 'whether funding that you receive counts too', 'false by default.', 'PS4'),
  setting(
    'rules.fundingCushionPct',
    'share of the cushion that funding may take a day',
    'Percent of the room between margin and maintenance: 1.',
    'funding',
  ),
  setting(
    'rules.leverageSharePct',
    'how much of the allowed leverage is high',
    'Percent: 50. Above it an expensive exit is a failure.',
    'PS2',
  ),
  setting('rules.exitCostPct', 'how much leaving at market may cost', 'Percent of the way to liquidation: 10.', 'PS2'),
  setting(
    'rules.rebalancePct',
    'when a book should be looked over',
    'Percent that a mark may leave its entry, or a weight its share: 10.',
    'PS5',
  ),
  setting('rules.stopWithinPct', 'how near a cross position should have its stop', 'Percent of price: 10.', 'LM3'),
  {
    ...setting(
      'rules.thinBook',
      'when a market counts as thin',
      'Below dayVolume (10,000,000) traded a day, or depth (100,000) near the best price, in quote asset.',
      'PS2',
    ),
    aliases: ['dayVolume', 'depth'],
  },
]

const OTHERS: readonly Topic[] = [
  {
    ...setting('openInterest.alert', 'whether spikes of open interest are told', 'false by default.', 'oi'),
    aliases: [],
  },
  setting(
    'openInterest.zScore',
    'what counts as a spike',
    'Deviations of the hourly change over 30 days: 3.',
    'oi',
    'RM5',
  ),
  setting('crossCheck.thresholdPct', 'how far sources may differ', 'Percent: 0.3.', 'xcheck', 'RM4'),
  setting(
    'crossCheck.smallCapPct',
    'the same for coins with little turnover',
    'Percent: 1.5, where less than 100 million are traded a day.',
    'xcheck',
  ),
  setting(
    'crossCheck.coingeckoKey',
    'a key of your own for CoinGecko',
    'A reference, or null (default): it answers without one, but seldom.',
    'xcheck',
    'reference-key-refused',
  ),
  setting(
    'crossCheck.cryptocompareKey',
    'a key of your own for CryptoCompare',
    'A reference, or null (default).',
    'xcheck',
    'reference-key-refused',
  ),
  setting(
    'calendar.files',
    'dates of your own',
    'Paths of iCalendar files, or JSON: {"events": [{"name": "CPI", "at": "2026-12-10T08:30"}]}.',
    'calendar',
  ),
  setting('calendar.windowHours', 'the cautious hours around an event', '24 before and 24 after.', 'calendar', 'LM2'),
  setting(
    'margin.autoTopUp',
    'whether Binance tops up your margin account',
    'Binance has no call that tells: say true here if you switched it on.',
    'margin-top-up',
  ),
  setting('store.keepDays', 'how long the past is kept', '365 days of alerts, journal and samples.'),
]

/** Keys of the config about rules, market data and the store. */
export const RULE_SETTING_TOPICS: readonly Topic[] = [...RULES, ...OTHERS]
