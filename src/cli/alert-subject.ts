import type { AlertMemory } from '../alerts/memory.ts'
import { UsageError } from '../errors.ts'
import { cachedSymbols } from '../exchange/cached-symbols.ts'
import { nearestName } from '../model/suggest.ts'
import type { Services } from './services.ts'
import { symbolArgument } from './symbol-argument.ts'

/**
 * What an alert command is about: one of the given words, or a symbol. Symbols are those of known alerts first, then
 * those of the cache; nothing is asked of Binance.
 *
 * @throws UsageError for a word that is neither
 */
export async function alertSubject(
  typed: string,
  words: readonly string[],
  { services, memory }: { readonly services: Services; readonly memory: AlertMemory },
): Promise<string> {
  const plain = typed.trim().toLowerCase()
  if (words.includes(plain)) return plain
  if (plain === 'data') {
    throw new UsageError('loss of sight cannot be silenced', {
      hint: 'liqwatch alerts ack data stops its repeats until something else goes wrong',
    })
  }
  const seen = [...memory.states.values()].flatMap(({ subject }) =>
    subject.kind === 'position' ? [subject.symbol] : [],
  )
  const silenced = [...memory.silences.values()].map(({ subject }) => subject)
  const held = [...new Set([...seen, ...silenced.filter((subject) => !words.includes(subject))])]
  const known = await cachedSymbols(services.config.folders.cache)
  const near = nearestName(plain, words)
  if (near !== null && nearestName(plain, [...held, ...known]) === null) {
    throw new UsageError(`there is no symbol ${JSON.stringify(typed)}`, { hint: `did you mean ${near}?` })
  }
  return symbolArgument(typed, held, known)
}
