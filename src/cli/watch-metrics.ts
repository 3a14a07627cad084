import { LiqwatchError, UsageError } from '../errors.ts'
import type { MetricsServer, MetricsServerOptions } from '../metrics/server.ts'
import type { WatchFlags } from './commands/watch.ts'
import type { Services } from './services.ts'
import { type MeteredWatch, watchFacts, watchHealth } from './watch-facts.ts'

/** An address that another program holds may come free: the watch that is taken over from lets go of it at last. */
const RETRY_MS = 10_000

/**
 * Judges `--metrics`, before a lock is taken or a screen opened.
 *
 * @throws UsageError for an address that cannot be used, or flags that do not go together
 */
export async function refuseBadMetrics(flags: WatchFlags): Promise<void> {
  if (flags.metrics === undefined) {
    if (flags.metricsPublic !== true) return
    throw new UsageError('--metrics-public needs --metrics', { hint: 'liqwatch watch --metrics 0.0.0.0:9464 …' })
  }
  if (flags.once === true) {
    throw new UsageError('--metrics needs a watch that stays; --once ends at once', {
      hint: 'leave out one of them; liqwatch check --prom FILE writes the metrics of one look',
    })
  }
  const { parseMetricsAddress } = await import('../metrics/address.ts')
  parseMetricsAddress(flags.metrics, flags.metricsPublic === true)
}

/**
 * Serves the metrics of a watch until it is closed; nothing without `--metrics`. A headless watch goes on without them
 * when the address cannot be had, says so, and tries again; before a screen it is an error.
 *
 * @throws LiqwatchError with code `metrics-address`
 */
export async function openWatchMetrics(
  services: Services,
  flags: WatchFlags,
  { note, ...metered }: MeteredWatch & { readonly note: (text: string) => void },
): Promise<{ close(): void }> {
  if (flags.metrics === undefined) return { close: () => undefined }
  const [{ parseMetricsAddress, addressUrl }, { openMetricsServer }, { exposition, EXPOSITION_TYPE }] =
    await Promise.all([
      import('../metrics/address.ts'),
      import('../metrics/server.ts'),
      import('../metrics/registry.ts'),
    ])
  const options: MetricsServerOptions = {
    address: parseMetricsAddress(flags.metrics, flags.metricsPublic === true),
    contentType: EXPOSITION_TYPE,
    exposition: () => exposition(watchFacts(services, metered)),
    health: () => watchHealth(services, metered),
  }
  const open = async (): Promise<MetricsServer> => {
    const server = await openMetricsServer(options)
    note(`metrics at ${addressUrl(server.address)}/metrics`)
    return server
  }
  return flags.headless === true ? persistently(open, note) : open()
}

/** Opens the server now or later; that it could not be opened is told once. */
async function persistently(
  open: () => Promise<MetricsServer>,
  note: (text: string) => void,
): Promise<{ close(): void }> {
  let server: MetricsServer | null = null
  let retry: NodeJS.Timeout | null = null
  let isClosed = false
  let isTold = false
  const attempt = async (): Promise<void> => {
    try {
      server = await open()
      if (isClosed) server.close()
    } catch (error) {
      if (!(error instanceof LiqwatchError)) throw error
      if (!isTold) note(`${error.message}; watching goes on, and it is tried again every ${RETRY_MS / 1000} s`)
      isTold = true
      if (!isClosed) retry = setTimeout(() => void attempt(), RETRY_MS)
    }
  }
  await attempt()
  return {
    close: () => {
      isClosed = true
      if (retry !== null) clearTimeout(retry)
      server?.close()
    },
  }
}
