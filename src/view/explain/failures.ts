import { plainTopic, type Topic } from './topic.ts'

function failure(code: string, title: string, ...text: readonly string[]): Topic {
  return plainTopic('failure', code, title, ...text)
}

/** One topic for each failure that a user can do something about. */
export const FAILURE_TOPICS: readonly Topic[] = [
  failure(
    'usage',
    'a flag, argument or value that cannot be used',
    'The sentence names it. liqwatch COMMAND --help lists what a command takes, with examples.',
  ),
  failure(
    'config-missing',
    'there is no config',
    'liqwatch init writes one step by step. Without a config, BINANCE_API_KEY and BINANCE_API_SECRET in the environment are account main. --demo needs neither.',
  ),
  failure(
    'config-invalid',
    'the config has problems',
    'All of them are listed at once, each with the path of its key. config.example.json shows every key with its default.',
  ),
  failure(
    'config-permissions',
    'somebody else could change or read your config or a secret',
    'Whoever can write the config can point liqwatch at another server or stop your alerts; whoever can read a secret file has your key. The chmod in the message closes that.',
  ),
  failure(
    'config-unreadable',
    'the config cannot be opened',
    'It is there, but this user may not read it, or it is not a plain file.',
  ),
  failure('secret-missing', 'a secret file is not there', 'A relative file: path is looked up beside the config.'),
  failure('secret-unreadable', 'a secret file cannot be opened', 'It must be a plain file that this user may read.'),
  failure(
    'secret-unusable',
    'a secret was found, but cannot be used',
    'It is empty, has several lines, or is a URL that the rules for outgoing connections refuse. The value itself is never printed.',
  ),
  failure(
    'secret-command',
    'the command that prints a secret failed',
    'It runs without a shell, with PATH, HOME and LANG only, and has 10 seconds. A password manager that must first be unlocked cannot work from cron.',
  ),
  failure(
    'env-secret',
    'a scheduled job would not see a secret',
    'cron, systemd and launchd start jobs without the variables of your shell. A file that only you can read works everywhere.',
  ),
  failure(
    'tls-disabled',
    'certificate checks are switched off',
    'With NODE_TLS_REJECT_UNAUTHORIZED=0 anybody on the way could answer in the name of Binance and show a calm market.',
  ),
  failure(
    'api-key-rejected',
    'Binance refuses the key',
    'Under API Management: the key needs Enable Reading, nothing else; an IP restriction must include this machine; a key made before the futures account was opened has to be made again; and it must belong to the environment in the config.',
  ),
  failure(
    'api-key-throttled',
    'Binance turned away a key that worked before',
    'Usually a short block under load. Nothing is wrong with the key unless it stays.',
  ),
  failure(
    'signature-rejected',
    'the signature does not match',
    'The secret does not belong to the key, or was copied incompletely.',
  ),
  failure(
    'clock-skew',
    'this machine’s clock is off',
    'Binance accepts requests that are at most a few seconds old and hardly from the future. Network time mends it.',
  ),
  failure(
    'rate-limited',
    'too many requests',
    'The limit counts per address, with everything else that runs on it. liqwatch stops at once and goes on when Binance allows.',
  ),
  failure(
    'ip-banned',
    'this address is banned for a while',
    'It follows when a limit is ignored, by whatever program. Nothing is sent until it ends, since that would lengthen it.',
  ),
  failure('firewall', 'Binance’s firewall turned the request away', 'It is about the address, not about the key.'),
  failure(
    'restricted-location',
    'Binance does not serve this location',
    'Run liqwatch where your account may be used.',
  ),
  failure(
    'timeout',
    'no answer in time',
    'Every request has a deadline, so that a command always ends. --timeout changes it.',
  ),
  failure(
    'venue-unavailable',
    'Binance could not answer',
    'Tried again a few times already. While it lasts the verdict is UNKNOWN, not OK.',
  ),
  failure('venue-overloaded', 'Binance sheds load', 'Typical of the very minutes in which prices move most.'),
  failure(
    'unreadable-reply',
    'an answer that does not look like Binance’s',
    'A field is missing or of another kind than documented; its path is in the message. Nothing is guessed in its place.',
  ),
  failure(
    'garbled-reply',
    'an answer that is no JSON',
    'Often a proxy, a hotel login page or a maintenance page in between.',
  ),
  failure(
    'redirect-refused',
    'a server sent us elsewhere',
    'Redirects are never followed, since a key would travel along.',
  ),
  failure(
    'certificate-rejected',
    'the server’s certificate is not valid',
    'A wrong clock, or something in between that opens encrypted connections.',
  ),
  failure(
    'portfolio-margin-unsupported',
    'portfolio margin accounts are not computed',
    'Their liquidation follows other rules (uniMMR over futures, margin and loans). A figure by the futures formula would be wrong, so none is shown.',
  ),
  failure(
    'connection-refused',
    'nobody listens at that address',
    'The machine answers, but no server runs on that port: check endpoints in the config, or a proxy.',
  ),
  failure(
    'dns-failure',
    'the host name could not be looked up',
    'Usually the network is down or has just come up. A job that starts with the machine can run into it.',
  ),
  failure('connection-lost', 'the connection broke off', 'Tried again a few times already; the network is unsteady.'),
  failure(
    'key-too-powerful',
    'the key can do more than read',
    'Whoever steals a key that can withdraw or transfer has your money. Untick everything but Enable Reading in API Management; a key that can trade needs allowTradingKey.',
  ),
  failure(
    'venue-refused',
    'Binance answered with an error of its own',
    'Its number and words stand in the message. The documentation of the Binance API lists the numbers.',
  ),
  failure(
    'not-available',
    'this environment does not offer the answer',
    'Testnet and demo lack some of the live interfaces; the rest goes on without it.',
  ),
  failure(
    'credentials-malformed',
    'the key is not in a form that can be used',
    'An API secret is one line. An Ed25519 or RSA key is a PEM file that begins with -----BEGIN and is not encrypted.',
  ),
  failure(
    'read-only-violation',
    'something other than reading was about to be sent',
    'liqwatch stops every such request before it leaves. This is a defect, and nothing has happened to your account.',
  ),
  failure(
    'channel-misconfigured',
    'a channel cannot be used as it is configured',
    'liqwatch notify test shows each channel with what it answered.',
  ),
  failure(
    'channel-failed',
    'a channel did not take a message',
    'It is tried again within the run and then on every evaluation for half an hour; the other channels are told of one that keeps failing. liqwatch notify test sends through it now.',
  ),
  failure(
    'drill-failed',
    'the drill could not be run as the scheduler would run it',
    'It starts node and liqwatch anew with PATH and HOME only. liqwatch doctor --cron examines each step of that.',
  ),
  failure(
    'nothing-to-acknowledge',
    'no such alert stands',
    'Only what stands inside a tier, or an account that cannot be seen, can be acknowledged. liqwatch alerts list shows both; silencing works at any time.',
  ),
  failure('nothing-silenced', 'no such silence holds', 'liqwatch alerts list shows the silences that still run.'),
  failure(
    'state-unusable',
    'what alerting remembers could not be read or written',
    'check and watch send their alerts all the same, perhaps twice, and check ends with 3. Acknowledging and silencing need the state: nothing was changed.',
  ),
  failure(
    'state-locked',
    'another program holds the state database',
    'liqwatch waits for two seconds. A backup or a browser of databases that keeps the file open can be the reason.',
  ),
  failure(
    'state-full',
    'the disk is full',
    'Nothing can be remembered until there is room; alerts are sent on every run meanwhile.',
  ),
  failure(
    'state-damaged',
    'the state database is damaged',
    'It is set aside under a name with the time in it, and alerts start afresh: what stands inside a tier is told once more.',
  ),
  failure(
    'state-unavailable',
    'the state folder cannot be used',
    'It must belong to you and be writable. LIQWATCH_STATE_DIR names another one.',
  ),
  failure('internal', 'a defect of liqwatch', 'Run it again with --verbose and report what it prints.'),
  failure(
    'margin-unreadable',
    'no spot-margin account could be read',
    'The margin host did not answer, or the key may not read margin. Futures are watched all the same. An account that was never opened is no failure: liqwatch says so.',
  ),
]
