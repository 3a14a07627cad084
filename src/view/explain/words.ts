import { aboutPosition, plainTopic, type Topic, tierWords } from './topic.ts'

function word(name: string, aliases: readonly string[], title: string, ...text: readonly string[]): Topic {
  return { ...plainTopic('word', name, title, ...text), aliases }
}

/** Words that screens and answers use without a column of their own. */
export const WORD_TOPICS: readonly Topic[] = [
  {
    ...word(
      'verdicts',
      ['verdict-words', 'ok', 'warning', 'critical', 'unknown'],
      'OK, WARNING, CRITICAL, UNKNOWN',
      'OK: everything that counts was read, nothing stands inside a tier. WARNING: the outermost tier, a drift of more than 1 %, or a joint distance of a hedged book. CRITICAL: an inner tier, or liquidation is due already.',
      'UNKNOWN: something needed is missing or stale. It outranks OK and WARNING, since what cannot be seen is not calm, and never CRITICAL. Missing funding, stops, ATR or open interest are shown and change no verdict.',
    ),
    see: ['exit-codes', 'TIER'],
    own: aboutPosition((risk) => [`${risk.position.symbol}: ${tierWords(risk)}`]),
  },
  word(
    'exit-codes',
    ['exit-code', 'exit', '0', '1', '2', '3', '4', '130'],
    'what a command ends with',
    'check speaks the language of monitoring plug-ins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. Everything that keeps it from judging is 3: bad flags, a bad config, a refused key, a crash, and an alert that no required channel took.',
    'Every other command: 0 done, 1 failure, 2 usage or configuration, 4 the key was refused by Binance, 130 interrupted. status ends with 0 whatever its verdict.',
  ),
  {
    ...word(
      'none',
      ['n-a'],
      'none and n/a are different answers',
      'none: proven. A liquidation price of none means that no positive price of this contract alone can liquidate; a stop of none, that the orders were read and none protects.',
      'n/a: not known, with the reason beside it or in a line below. Where it stands for something needed, the verdict is UNKNOWN.',
    ),
    see: ['LIQ', 'gap'],
  },
  {
    ...word(
      'gap',
      ['gaps'],
      'something that could not be read',
      'A line that says what and why. A gap in account, positions, marks, brackets or needed rates makes the verdict UNKNOWN; one in funding, stops, ATR or open interest is only shown.',
    ),
    see: ['verdicts'],
  },
  {
    ...word(
      'stale',
      ['live', 'polled', 'paused'],
      'LIVE, POLLED, STALE',
      'LIVE: both streams speak. POLLED: the market stream is silent and is being replaced; marks are fetched meanwhile, which is not blind. STALE 34s: a row whose mark is older than 20 seconds loses its bar. An account older than staleSeconds turns the header UNKNOWN and alerts.',
    ),
    see: ['staleSeconds', 'blind'],
  },
  {
    ...word(
      'acknowledge',
      ['ack', 'acknowledged'],
      'seen, no repeats until it gets worse',
      'liqwatch alerts ack SYMBOL, or a in watch. Any worsening cancels it. Screens and exit codes still show the alert.',
    ),
    see: ['silence', 'reminder'],
  },
  {
    ...word(
      'silence',
      ['silenced', 'unsilence'],
      'hold back a symbol’s alerts for a while',
      'liqwatch alerts silence SYMBOL --for 2h, or z in watch. Nothing is sent until it ends; screens say so, exit codes do not change. Loss of sight cannot be silenced.',
    ),
    see: ['acknowledge'],
  },
  {
    ...word(
      'reasons',
      ['reason', 'alert-reasons'],
      'why an alert was sent',
      'entered, worsened, fast, drift, reminder, recovered, closed, reduced, liquidated, deleveraged, blind, sighted, margin-call, margin-liquidation, brackets, open-interest, key-power. Each is a topic of its own.',
    ),
    see: ['entered', 'blind'],
  },
  word(
    'ping',
    ['dead-mans-switch', 'heartbeat'],
    'a dead man’s switch',
    'check --ping URL calls it when an evaluation is complete: URL for 0, 1 and 2, URL/fail for 3, the exit code in the body. The service behind it tells you when the calls stay away: then this machine, its network or the job is dead. The URL is https, or plain http to loopback and private addresses.',
  ),
  {
    ...word(
      'coin-m',
      ['inverse', 'delivery'],
      'COIN-M futures are recognised, not computed',
      'They are margined in coins and follow other formulas. Where there are such positions, they are listed as unknown and the verdict is UNKNOWN, unless coinM is ignore.',
    ),
    see: ['accounts.coinM', 'portfolio-margin-unsupported'],
  },
  {
    ...word(
      'read-only',
      ['egress'],
      'what can be sent to Binance',
      'GET requests, POST and PUT of the user stream’s key, and subscriptions. Host, method and path are checked below the client library; anything else is stopped before it leaves. liqwatch doctor --egress lists all of it for your config.',
    ),
    see: ['read-only-violation'],
  },
]
