import { plainTopic, type Topic } from './topic.ts'

function failure(code: string, title: string, ...text: readonly string[]): Topic {
  return plainTopic('failure', code, title, ...text)
}

/** Codes of scheduling. */
const SCHEDULING: readonly Topic[] = [
  failure(
    'scheduler-missing',
    'this machine lacks that scheduler',
    'Or it is out of reach of this user. --kind takes cron, systemd or launchd.',
  ),
  failure(
    'schedule-proof-failed',
    'the check failed when run as the scheduler runs it',
    'It had PATH and HOME only. What it printed stands above; mend that first, so that no job is installed that cannot see.',
  ),
  failure(
    'schedule-failed',
    'the scheduler refused the job',
    'liqwatch schedule print shows what would have been installed, to be put in by hand.',
  ),
  failure(
    'schedule-unconfirmed',
    'the job was taken, but does not show',
    'Another program may have rewritten the crontab in between. Install once more.',
  ),
  failure(
    'schedule-foreign',
    'a file of that name is not ours',
    'liqwatch replaces only what liqwatch schedule wrote. Move the file away first.',
  ),
  failure(
    'crontab-damaged',
    'half of our block stands in the crontab',
    'Begin and end of the block mark what may be replaced. One of them is gone: crontab -e lets you delete the rest.',
  ),
  failure('crontab-unreadable', 'crontab -l failed', 'Some machines allow cron only to users in a list.'),
  failure(
    'input-ended',
    'the questions of init were not all answered',
    'It reads one line for each question, from a terminal or a pipe.',
  ),
  failure(
    'metrics-address',
    'metrics cannot be served at that address',
    'Another program holds the port, or the address is not of this machine. Only loopback is served unless --metrics-public is given: there is no password on it.',
  ),
  failure(
    'metrics-file',
    'the metrics file cannot be written',
    'Its folder must exist and be writable. The evaluation itself was made and its alerts were sent.',
  ),
]

/** Codes of symbols, sources and the parts of a reading. */
const READING: readonly Topic[] = [
  failure(
    'unknown-symbol-typed',
    'no contract is called that',
    'sol, SOL/USDT and SOLUSDT.P all mean SOLUSDT. Names come from Binance and are remembered for a day.',
  ),
  failure(
    'unknown-symbol',
    'Binance does not know the symbol',
    'It may have been delisted. What is still held of it is shown as unknown.',
  ),
  failure(
    'figures-unknown',
    'what the command computes needs a figure that could not be read',
    'Nothing is assumed in its place. liqwatch doctor says what answers.',
  ),
  failure('not-read', 'an account has not been read for too long', 'watch says so in place of old figures.'),
  failure(
    'too-many-rows',
    'a list is longer than one answer holds',
    'What is missing from it is not guessed; the line says what could not be read to its end.',
  ),
  failure(
    'reply-too-large',
    'an answer is larger than any of Binance’s',
    'It was not read to its end. A proxy may stand in between.',
  ),
  failure(
    'listen-key-unknown',
    'the user stream’s key has expired',
    'A new one is made by itself; it happens after a laptop slept.',
  ),
  failure(
    'margin-account-absent',
    'the spot-margin account was never opened',
    'Nothing has to be done: there is nothing to watch.',
  ),
  failure(
    'reference-unavailable',
    'CoinGecko or CryptoCompare gave no usable answer',
    'The other sources stand without it; no verdict depends on it.',
  ),
  failure(
    'reference-key-refused',
    'CoinGecko or CryptoCompare refused the key',
    'crossCheck.coingeckoKey and crossCheck.cryptocompareKey hold keys of your own, or null.',
  ),
  failure(
    'read-only-gate-missing',
    'the guard below the client library is not in place',
    'Nothing was sent. The version of binance-api-node is fixed; another one was installed. Install liqwatch anew.',
  ),
  failure('config', 'the config cannot be used', 'The sentence names the key. config.example.json shows every one.'),
]

/** Failures of setting up and of reading, besides those of Binance and the network. */
export const SETUP_FAILURE_TOPICS: readonly Topic[] = [...SCHEDULING, ...READING]
