import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { type BinanceExchange, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { resolveBaseUrls } from '../../src/exchange/binance/hosts.ts'
import { createStreams } from '../../src/exchange/binance/streams.ts'
import type { Streams } from '../../src/ports/streams.ts'
import { type Gateway, openGateway } from './gateway.ts'
import { type CliHome, homeFor } from './run-cli.ts'

/** An account as a process holds it, beside the exchange that plays it. */
export interface Party {
  readonly name: string
  readonly apiKey: string
  /** HMAC secret or PEM. */
  readonly apiSecret: string
  readonly gateway: Gateway
  readonly environment: 'live' | 'testnet'
  readonly demo: DemoExchange
  readonly exchange: BinanceExchange
  readonly streams: Streams
}

export interface ThreeAccounts {
  /** HMAC, on the first host. */
  readonly one: Party
  /** Ed25519, on the first host. */
  readonly two: Party
  /** RSA, on the second host, as testnet. */
  readonly three: Party
  readonly all: readonly [Party, Party, Party]
  readonly live: Gateway
  readonly test: Gateway
}

/** A key pair as people keep it: PEM texts. */
function pemPair({ publicKey, privateKey }: KeyPairKeyObjectResult): { publicKey: string; privateKey: string } {
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Three accounts of one process: three kinds of key, two hosts, three books; they end with the test. */
export async function openThreeAccounts(timeoutMs = 10_000): Promise<ThreeAccounts> {
  const ed25519 = pemPair(generateKeyPairSync('ed25519'))
  const rsa = pemPair(generateKeyPairSync('rsa', { modulusLength: 2048 }))
  const secret = 'hmacSecretOfTheFirstAccount0000000000000000000000000000000000000'
  const keyOf = (name: string) => `${name}Key`.padEnd(64, '0')
  const start = async (name: string, options: DemoOptions, key: { apiSecret?: string; publicKey?: string }) => {
    const demo = await startDemoExchange({ ...options, keys: [{ apiKey: keyOf(name), ...key }] })
    onTestFinished(() => demo.close())
    return demo
  }
  const [first, second, third] = await Promise.all([
    start('one', { account: 'default' }, { apiSecret: secret }),
    start('two', { account: 'cross' }, { publicKey: ed25519.publicKey }),
    start('three', { account: 'hedge' }, { publicKey: rsa.publicKey }),
  ])
  const tenant = (name: string, exchange: DemoExchange) => ({ apiKey: keyOf(name), exchange })
  const live = await openGateway([tenant('one', first), tenant('two', second)])
  const test = await openGateway([tenant('three', third)])
  onTestFinished(async () => void (await Promise.all([live.close(), test.close()])))
  const party = (name: string, demo: DemoExchange, gateway: Gateway, apiSecret: string): Party => {
    const environment = gateway === live ? 'live' : 'testnet'
    const apiKey = keyOf(name)
    const { endpoints } = gateway
    const exchange = createBinanceExchange({
      account: name,
      apiKey,
      apiSecret,
      environment,
      endpoints,
      clock: MACHINE_CLOCK,
      timeoutMs,
    })
    const bases = resolveBaseUrls({ account: name, environment, overrides: endpoints })
    const streams = createStreams({ bases, keys: exchange })
    return { name, apiKey, apiSecret, gateway, environment, demo, exchange, streams }
  }
  const one = party('one', first, live, secret)
  const two = party('two', second, live, ed25519.privateKey)
  const three = party('three', third, test, rsa.privateKey)
  return { one, two, three, all: [one, two, three], live, test }
}

const MACHINE_CLOCK = {
  nowMs: () => Date.now(),
  sleep: (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs)),
}

/** A home whose config holds these accounts under these names, each with its secrets in files. */
export function homeOf(
  accounts: Readonly<Record<string, Party>>,
  overrides: Readonly<Record<string, unknown>> = {},
): CliHome & { readonly secretOf: (account: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-accounts-'))
  const fileOf = (account: string, what: string): string => join(folder, `${account}.${what}`)
  const write = (path: string, text: string): string => {
    writeFileSync(path, text, { mode: 0o600 })
    return `file:${path}`
  }
  const entries = Object.entries(accounts).map(([name, party]) => [
    name,
    {
      apiKey: write(fileOf(name, 'key'), party.apiKey),
      apiSecret: write(fileOf(name, 'secret'), party.apiSecret),
      environment: party.environment,
      endpoints: party.gateway.endpoints,
    },
  ])
  const [first] = Object.values(accounts)
  if (first === undefined) throw new Error('no accounts')
  const home = homeFor(first.demo, { accounts: Object.fromEntries(entries), ...overrides })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { ...home, secretOf: (account) => fileOf(account, 'secret') }
}
