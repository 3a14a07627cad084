import { copyFileSync, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { configPath } from '../config/load.ts'
import { saveConfig, savePrivateFile } from '../config/private-file.ts'
import { parseSecret } from '../config/secret-reference.ts'
import { UsageError } from '../errors.ts'
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

const KEY_ADVICE = `A key that only reads is all liqwatch needs. On binance.com: Account > API Management > Create API,
tick only Enable Reading, and restrict it to this machine's IP if you can.
Secrets go into files of their own that only you can read; the config names them.
You may also answer with a reference instead: env:NAME, file:PATH or command:PROGRAM ARGUMENTS.`

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

async function askAll(prompts: Prompts): Promise<Answers> {
  const account = await askValid(prompts, 'Name of the account', 'main', /^[\w-]{1,32}$/)
  const environment = await askValid(prompts, 'Environment (live, testnet, demo)', 'live', /^(live|testnet|demo)$/)
  const apiKey = await askSecret(prompts, 'API key')
  const apiSecret = await askSecret(prompts, 'API secret (or the path of a PEM file)')
  const ntfyUrl = await askValid(prompts, 'Phone: ntfy topic URL, empty for none yet', '', /^($|https:\/\/|http:\/\/)/)
  return { account, environment, apiKey, apiSecret, ntfyUrl }
}

async function askValid(prompts: Prompts, question: string, fallback: string, shape: RegExp): Promise<string> {
  const answer = await prompts.ask(question, fallback)
  if (shape.test(answer)) return answer
  throw new UsageError(`${question}: ${JSON.stringify(answer)} cannot be used`, {
    hint: 'run liqwatch init again; nothing was written',
  })
}

async function askSecret(prompts: Prompts, question: string): Promise<string> {
  const answer = await prompts.askHidden(question)
  if (answer !== '') return answer
  throw new UsageError(`${question}: the answer was empty`, { hint: 'run liqwatch init again; nothing was written' })
}

function save(path: string, answers: Answers): WrittenConfig {
  const folder = dirname(path)
  const { account, environment } = answers
  const apiKey = reference(join(folder, `${account}.key`), answers.apiKey)
  const apiSecret = reference(join(folder, `${account}.secret`), answers.apiSecret)
  const phone = answers.ntfyUrl === '' ? {} : { phone: { type: 'ntfy', url: answers.ntfyUrl } }
  const channels = { desktop: { type: 'desktop' }, ...phone }
  const remote = Object.keys(channels)
  if (existsSync(path)) copyFileSync(path, `${path}.old`)
  saveConfig(path, {
    accounts: { [account]: { apiKey, apiSecret, environment } },
    channels,
    routes: { 15: ['desktop'], 10: remote, 5: remote, blind: remote },
  })
  printNotice(`wrote ${path} (only you can read it)`)
  return { configPath: path, account }
}

/** Keeps a typed secret in a file of its own; a reference and the path of a key file stand as they are. */
function reference(path: string, answer: string): string {
  if (parseSecret(answer).ok) return answer
  if (existsSync(answer)) return `file:${answer}`
  savePrivateFile(path, `${answer}\n`)
  return `file:${path}`
}
