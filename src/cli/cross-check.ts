import { type ConfiguredSource, readCrossCheck } from '../app/market/cross-check.ts'
import { inBulk } from '../app/market/in-bulk.ts'
import type { ExitCode } from '../errors.ts'
import { createCoinGecko } from '../exchange/reference/coingecko.ts'
import { createCryptoCompare } from '../exchange/reference/cryptocompare.ts'
import { embeddedHosts, REFERENCE_HOSTS } from '../exchange/reference/hosts.ts'
import { crossCheckScreen } from '../view/cross-check-screen.ts'
import { crossCheckDocument, crossCheckRows } from '../view/market-json.ts'
import { chosenSymbols, heldSymbols } from './market-target.ts'
import { oneAccount } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import type { OpenAccount, Services } from './services.ts'

/** The embedded exchange's look-alike takes any key. */
const EMBEDDED_KEY = 'embedded'

/** Prints mark and index of the typed symbol, or of every held one, against other sources; returns the exit code. */
export async function runCrossCheck(services: Services, typed: string | undefined): Promise<ExitCode> {
  const request = { command: 'xcheck', typed }
  const account = await oneAccount(services)
  const clock = await account.exchange.syncClock()
  const nowMs = account.clock.nowMs() + clock.offsetMs
  const [held, rules, sources] = await Promise.all([
    heldSymbols(account, request),
    account.reference.symbolRules(),
    outsideSources(services, account),
  ])
  const symbols = chosenSymbols(request, held, rules.value)
  const thresholds = services.config.crossCheck
  const source = { ...account, exchange: inBulk(account.exchange, symbols.length) }
  const report = await readCrossCheck(source, { symbols, rules: rules.value, sources, thresholds, nowMs })
  return printFlatTable(services, {
    document: () => crossCheckDocument(report),
    rows: () => crossCheckRows(report),
    screen: (screen) => crossCheckScreen(report, screen),
  })
}

/** With --demo the embedded exchange answers in their place, and nothing leaves the machine. */
async function outsideSources(services: Services, account: OpenAccount): Promise<readonly ConfiguredSource[]> {
  const { flags, clock } = services
  const base = account.settings.endpoints.httpBase
  const isEmbedded = flags.demo === true && base !== undefined
  const hosts = isEmbedded ? embeddedHosts(base) : REFERENCE_HOSTS
  const common = { memory: account.reference.memory, nowMs: () => clock.nowMs() }
  const keys = await sourceKeys(services)
  const cryptocompareKey = isEmbedded ? EMBEDDED_KEY : keys.cryptocompare
  return [
    createCoinGecko({ ...common, base: hosts.coingecko, key: keys.coingecko }),
    cryptocompareKey === null
      ? { name: 'CryptoCompare', off: 'it answers with a key only: set crossCheck.cryptocompareKey' }
      : createCryptoCompare({ ...common, hosts, key: cryptocompareKey }),
  ]
}

async function sourceKeys({ config, secrets }: Services) {
  const { coingeckoKey, cryptocompareKey } = config.crossCheck
  const [coingecko, cryptocompare] = await Promise.all([
    coingeckoKey && secrets.resolve(coingeckoKey, 'crossCheck.coingeckoKey'),
    cryptocompareKey && secrets.resolve(cryptocompareKey, 'crossCheck.cryptocompareKey'),
  ])
  return { coingecko, cryptocompare }
}
