import { copyFileSync, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expandHome } from '../config/folders.ts'
import { configPath } from '../config/load.ts'
import { saveConfig, savePrivateFile } from '../config/private-file.ts'
import { parseSecret } from '../config/secret-reference.ts'
import { UsageError } from '../errors.ts'
import { canShowNotes } from './desktop-notes.ts'
import { printNotice } from './output.ts'
import { openPrompts, type Prompts } from './prompts.ts'

export interface InitRequest {
  readonly config?: string
  readonly force?: boolean
}

export interface WrittenConfig {
  readonly configPath: string
  readonly account: string
}

/** What to do once a config stands. */
export const NEXT_STEPS = `next: liqwatch                      the verdict and every position
      liqwatch notify test          proves that every channel works
      liqwatch schedule install     a check every minute
      liqwatch doctor --cron        proves the job`

const KEY_ADVICE = `A key that only reads is all liqwatch needs. On binance.com: Account >
API Management > Create API, tick only Enable Reading, and restrict it to
this machine's IP if you can.
Secrets go into files of their own that only you can read; the config names
them. You may also answer with a reference: env:NAME, file:PATH or
command:PROGRAM ARGUMENTS.`

/**
 * Asks for an account, its key and a way to the phone, and writes config and secret files (0600).
 *
 * @throws UsageError when a config stands there already and is not to be replaced; nothing is changed then
 */
export async function writeConfigByAsking(request: InitRequest): Promise<WrittenConfig> {
  const path = configPath({ flags: { config: request.config }, env: process.env, home: homedir() })
  if (existsSync(path) && request.force !== true) {
    throw new UsageError(`there is a config at ${path}; nothing was changed`, {
      hint: 'edit it, name another with --config, or replace it with --force (the old one is kept)',
    })
  }
  const prompts = openPrompts()
  try {
    printNotice(KEY_ADVICE)
    const answers = await askAll(prompts)
    return save(path, answers)
  } finally {
    prompts.close()
  }
}

interface Answers {
  readonly account: string
  readonly environment: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly ntfyUrl: string
}

interface Question {
  readonly text: string
  readonly fallback: string
  /** What the answer means; `null` for one that cannot be used. */
  readonly read: (answer: string) => string | null
  /** What an answer must be. */
  readonly wanted: string
  readonly isHidden?: boolean
}

const QUESTIONS: Readonly<Record<keyof Answers, Question>> = {
  account: {
    text: 'Name of the account',
    fallback: 'main',
    read: (answer) => (/^[\w-]{1,32}$/.test(answer) && answer.toLowerCase() !== 'all' ? answer : null),
    wanted: 'letters, digits, - and _, at most 32; all means every account',
  },
  environment: {
    text: 'Environment: live, or one of Binance’s playgrounds testnet and demo',
    fallback: 'live',
    read: (answer) => (/^(live|testnet|demo)$/.test(answer) ? answer : null),
    wanted: 'live, testnet or demo',
  },
  apiKey: { text: 'API key', fallback: '', read: orNone, wanted: 'the key, or where it is', isHidden: true },
  apiSecret: {
    text: 'API secret, or the path of a PEM file',
    fallback: '',
    read: orNone,
    wanted: 'the secret, or where it is',
    isHidden: true,
  },
  ntfyUrl: {
    text: 'Phone: ntfy topic or its URL; empty for none yet',
    fallback: '',
    read: topicUrl,
    wanted: 'a topic such as my-long-secret-topic, or its URL',
  },
}

async function askAll(prompts: Prompts): Promise<Answers> {
  return {
    account: await answerTo(QUESTIONS.account, prompts),
    environment: await answerTo(QUESTIONS.environment, prompts),
    apiKey: await answerTo(QUESTIONS.apiKey, prompts),
    apiSecret: await answerTo(QUESTIONS.apiSecret, prompts),
    ntfyUrl: await answerTo(QUESTIONS.ntfyUrl, prompts),
  }
}

/** At a terminal a question is asked again until its answer can be used. */
async function answerTo(question: Question, prompts: Prompts): Promise<string> {
  const { text, fallback, read, wanted, isHidden = false } = question
  for (;;) {
    const answer = isHidden ? await prompts.askHidden(text) : await prompts.ask(text, fallback)
    const understood = read(answer)
    if (understood !== null) return understood
    if (!prompts.isTerminal) {
      throw new UsageError(`${text}: ${answer === '' ? 'the answer was empty' : 'the answer cannot be used'}`, {
        hint: `it takes ${wanted}; run liqwatch init again, nothing was written`,
      })
    }
    printNotice(`  it takes ${wanted}`)
  }
}

function orNone(answer: string): string | null {
  return answer === '' ? null : answer
}

function topicUrl(answer: string): string | null {
  if (answer === '' || /^https?:\/\/\S+$/.test(answer)) return answer
  return /^[\w-]{1,64}$/.test(answer) ? `https://ntfy.sh/${answer}` : null
}

function save(path: string, answers: Answers): WrittenConfig {
  const folder = dirname(path)
  const { account, environment } = answers
  const apiKey = reference(join(folder, `${account}.key`), answers.apiKey)
  const apiSecret = reference(join(folder, `${account}.secret`), answers.apiSecret)
  const phone = answers.ntfyUrl === '' ? {} : { phone: { type: 'ntfy', url: answers.ntfyUrl } }
  const hasDesktop = answers.ntfyUrl === '' || canShowNotes(process.env.PATH)
  const channels = { ...(hasDesktop ? { desktop: { type: 'desktop' } } : {}), ...phone }
  const all = Object.keys(channels)
  if (existsSync(path)) copyFileSync(path, `${path}.old`)
  saveConfig(path, {
    accounts: { [account]: { apiKey, apiSecret, environment } },
    channels,
    routes: { 15: hasDesktop ? ['desktop'] : all, 10: all, 5: all, blind: all },
  })
  if (answers.ntfyUrl === '')
    printNotice('no phone yet: alerts reach this desktop alone; channels in the config takes more')
  if (!hasDesktop) printNotice('no desktop notifier is installed here (notify-send): every alert goes to the phone')
  printNotice(`wrote ${path} (only you can read it)`)
  return { configPath: path, account }
}

/** Keeps a typed secret in a file of its own; a reference and the path of a key file stand as they are. */
function reference(path: string, answer: string): string {
  if (parseSecret(answer).ok) return answer
  const named = resolve(expandHome(answer, homedir()))
  if (existsSync(named)) return `file:${named}`
  savePrivateFile(path, `${answer}\n`)
  return `file:${path}`
}
