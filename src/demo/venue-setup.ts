import type { AccountSeed } from './account-seed.ts'
import { ExchangeClock } from './clock.ts'
import { CONTRACTS, largeListing } from './contracts.ts'
import { liveThePast } from './lived-past.ts'
import { MarketModel } from './market-model.ts'
import { type DemoOptions, PERMISSIONS } from './options.ts'
import { type Scenario, scenarioOf } from './scenario.ts'
import { VARIANTS, variantSeed } from './variants.ts'
import { Venue } from './venue.ts'
import type { SymbolSpec } from './world.ts'

/** A venue that is ready to be served. */
export interface BuiltVenue {
  readonly venue: Venue
  readonly clock: ExchangeClock
  /** The seed of a named account variant, at this scenario's prices. */
  readonly variant: (name: string) => AccountSeed
}

function listingFor(options: DemoOptions): readonly SymbolSpec[] {
  const count = options.symbols ?? (options.account === 'large' ? Math.max(700, (options.positions ?? 0) + 20) : 0)
  return count > 0 ? largeListing(count) : CONTRACTS
}

function variantsOf(world: MarketModel, scenario: Scenario, options: DemoOptions): (name: string) => AccountSeed {
  const priceOf = (symbol: string): string => world.markPriceAt(symbol, world.startAtMs).toFixed()
  return (wanted) => {
    const known = VARIANTS.find((candidate) => candidate === wanted)
    if (known === undefined) throw new RangeError(`no account variant named ${wanted}`)
    return variantSeed(known, { scenario, listing: world.symbols(), positions: options.positions ?? 300, priceOf })
  }
}

/** The exchange behind the wire, with its account placed. */
export function buildVenue(options: DemoOptions): BuiltVenue {
  const scenario = scenarioOf(options.scenario ?? 'calm')
  const clock = new ExchangeClock({ startAtMs: options.startAtMs ?? Date.now(), speed: options.speed ?? 1 })
  const account = options.account ?? scenario.account
  const name = typeof account === 'string' ? account : 'custom'
  const listing = listingFor(options)
  const world = new MarketModel({ scenario, seed: options.seed ?? 1, account: name, clock, listing })
  const restrictions = PERMISSIONS[options.permissions ?? 'read-only']
  const venue = new Venue({ world, scenario, restrictions, isPortfolioMargin: name === 'portfolio-margin' })
  const variant = variantsOf(world, scenario, options)
  venue.place(typeof account === 'string' ? variant(account) : account)
  if (options.past === 'lived') liveThePast(venue, world.nowMs())
  return { venue, clock, variant }
}
