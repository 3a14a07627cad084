/** Paragraphs that say what the program is. */
export const DESCRIPTION: readonly string[] = [
  'liqwatch tells how far every position of a Binance futures account, and the account as a whole, are from liquidation. It warns at 15, 10 and 5 percent of price on the desktop and on a phone, and says what would fix it. It recomputes every liquidation price from wallet, positions and brackets, and shows the figure of Binance beside its own.',
  'It reads; it never trades. Towards Binance it can send GET requests, the key of the user stream (POST and PUT) and subscriptions, nothing else. What it prints are calculations, not advice.',
  'A figure is a number, none (provably none, with the reason) or n/a (not known; the verdict becomes UNKNOWN). Distance is |mark - liquidation| / mark, in percent of price.',
  'Symbols are forgiving: sol, SOL/USDT and SOLUSDT.P all mean SOLUSDT. A bare coin means the contract that is held, else the USDT one.',
]

/** Exit codes, with what they mean. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ['check: 0', 'OK'],
  ['check: 1', 'WARNING: the outermost tier, a drift of over 1 percent, or a rule asked for by --fail-on'],
  ['check: 2', 'CRITICAL: an inner tier, or already liquidatable'],
  ['check: 3', 'UNKNOWN: needed data missing or stale, bad flags or config, or an alert that no required channel took'],
  ['0', 'every other command: done'],
  ['1', 'failure'],
  ['2', 'usage or configuration'],
  ['4', 'the key was refused by Binance'],
  ['130', 'interrupted'],
]

/** Variables that the program looks at. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['BINANCE_API_KEY, BINANCE_API_SECRET', 'without a config, the key of account main'],
  ['LIQWATCH_CONFIG', 'path of the config; --config goes before it'],
  ['LIQWATCH_STATE_DIR', 'folder of the database, in place of liqwatch in the XDG state folder'],
  ['LIQWATCH_CACHE_DIR', 'folder of brackets and symbols, in place of liqwatch in the XDG cache folder'],
  ['XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME', 'base folders; relative paths are ignored'],
  ['NO_COLOR, FORCE_COLOR, TERM', 'whether to colour: --no-color goes before FORCE_COLOR, that before the others'],
  ['TZ', 'zone of the times on screens; documents of --json are in UTC'],
]

/** Files that the program reads and writes. */
export const FILES: readonly (readonly [path: string, meaning: string])[] = [
  ['~/.config/liqwatch/config.json', 'accounts, tiers, channels, routes; liqwatch init writes a first one'],
  ['~/.config/liqwatch/*.key, *.secret', 'secrets that the config refers to, readable by their owner only'],
  ['~/.local/state/liqwatch/', 'the database of alerts and journal (SQLite)'],
  ['~/.cache/liqwatch/', 'dated copies of brackets, symbols and rates; may be deleted at any time'],
]

/** Whole tasks. */
export const EXAMPLES: readonly (readonly [line: string, note: string])[] = [
  ['liqwatch demo', 'See it work, without a key and without a network.'],
  ['liqwatch init && liqwatch notify test', 'Write a config and prove that every channel works.'],
  ['liqwatch schedule install', 'Check every minute from cron, systemd or launchd.'],
  ['liqwatch', 'The verdict and every position, worst first.'],
  ['liqwatch fix sol --target 15', 'What would bring SOLUSDT back to 15 percent from liquidation.'],
  ["liqwatch --json | jq -r '.accounts[].positions[] | [.symbol, .distancePct] | @tsv'", 'Distances for a script.'],
]

/** Related pages. */
export const SEE_ALSO = 'crontab(5), systemd.timer(5), launchd.plist(5), notify-send(1), jq(1)'
