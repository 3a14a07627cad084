import { setting } from './setting.ts'
import { aboutPosition, distanceWords, subjectOf, type Topic } from './topic.ts'

const ACCOUNTS: readonly Topic[] = [
  setting(
    'accounts',
    'the accounts to look at',
    'An object by name: apiKey and apiSecret for each, and what differs from the default. Without a config, BINANCE_API_KEY and BINANCE_API_SECRET in the environment are account main. -a NAME picks one, -a all takes every one.',
  ),
  setting(
    'accounts.apiKey',
    'where the key is',
    'file:PATH, env:NAME or command:WORDS, never the key itself. A relative path is looked up beside the config. A scheduled job does not see env:.',
    'accounts.apiSecret',
    'secret-unusable',
  ),
  setting(
    'accounts.apiSecret',
    'where the secret is',
    'A reference like apiKey. An Ed25519 or RSA key is a PEM file; HMAC is one line.',
    'accounts.apiKey',
  ),
  setting(
    'accounts.environment',
    'live, testnet or demo',
    'live by default: the one where your money is. The others are Binance’s own playgrounds, with keys of their own.',
  ),
  setting(
    'accounts.allowTradingKey',
    'whether the key may be able to trade',
    'false by default: a key that can trade is refused, since monitoring needs none. One that can withdraw or transfer is refused always.',
    'key-too-powerful',
  ),
  setting(
    'accounts.endpoints',
    'other servers than Binance’s',
    'Base URLs by name: httpBase, httpFutures, httpDelivery, wsBase, wsFutures, wsFuturesMarket, wsFuturesPrivate. Loopback may be plain; any other host needs https or wss and trustEndpoints.',
    'accounts.trustEndpoints',
  ),
  setting(
    'accounts.trustEndpoints',
    'whether such servers may see your key',
    'false by default. A server in the middle can show you a calm market: name only what is yours.',
    'accounts.endpoints',
  ),
  setting(
    'accounts.coinM',
    'what COIN-M positions do to the verdict',
    'report (default): they are listed as unknown and the verdict is UNKNOWN. ignore: they are left out.',
    'coin-m',
  ),
]

const ALERTING: readonly Topic[] = [
  {
    ...setting(
      'tiers',
      'distances that alert',
      'In percent of price, outermost first: 15, 10 and 5. A plain list for all symbols, or an object with default and lists by symbol; a 20x position is born inside 5 %, so give it tiers of its own. The outermost is a warning, the inner ones are critical.',
      'TIER',
      'distance',
      'routes',
    ),
    own: aboutPosition((risk) => [`${subjectOf(risk)} stands at ${distanceWords(risk)}`]),
  },
  setting(
    'staleSeconds',
    'when data is too old to judge by',
    '60 seconds by default. Older account data is missing data: UNKNOWN, and an alert.',
    'stale',
    'blind',
  ),
  setting(
    'alerts.rearmPct',
    'how far above a tier counts as out of it',
    'In points: 1 by default, so the 10 % tier is left at 11 %. It keeps a distance that swings around a tier from alerting all the time.',
    'recovered',
  ),
  setting(
    'alerts.rearmSeconds',
    'how long it must hold',
    '60 seconds by default, over at least two evaluations.',
    'recovered',
  ),
  setting(
    'alerts.remindMinutes',
    'how often an alert repeats',
    'Minutes by tier: { "10": 30, "5": 5 } by default. A tier that is not named never repeats.',
    'reminder',
  ),
  {
    ...setting(
      'alerts.fast',
      'alert on speed',
      'lossPct (33) percent of the distance lost within minutes (10), whatever the tier; false switches it off.',
      'fast',
    ),
    aliases: ['lossPct', 'minutes'],
  },
  setting(
    'alerts.detail',
    'what a message may tell',
    'full, or brief: without sizes, equity and amounts, for a phone that others see.',
  ),
  setting(
    'channels',
    'how alerts reach you',
    'By name: desktop; telegram (botToken, chatId); discord, slack (url); ntfy (url, token); webhook (url, headers); command (argv). {} prints only. Tokens are references like apiKey. liqwatch notify test proves each.',
    'routes',
    'channel-failed',
  ),
  setting(
    'routes',
    'which channels take which alert',
    'Lists of channel names by tier, and under blind those for loss of sight and drift. A tier without a list takes that of the next inner one. The 5 % route needs a channel that leaves this machine.',
    'channels',
    'blind',
  ),
]

/** Keys of the config about accounts and alerts. */
export const ALERTING_SETTING_TOPICS: readonly Topic[] = [...ACCOUNTS, ...ALERTING]
