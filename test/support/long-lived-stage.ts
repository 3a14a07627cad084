import type { TestContext } from 'vitest'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { LongLived, type LongLivedOptions, MODES } from './long-lived.ts'

type Extra = Partial<Pick<LongLivedOptions, 'env' | 'fileBlocks' | 'prepare' | 'staleSeconds'>>

/** An embedded exchange that ends with the test. */
export async function startExchange(test: TestContext, options: DemoOptions = {}): Promise<DemoExchange> {
  const exchange = await startDemoExchange(options)
  test.onTestFinished(() => exchange.close())
  return exchange
}

/** A watch of every mode at the exchange, each with a home and a phone of its own, once it has looked and told. */
export async function watchAll(test: TestContext, exchange: DemoExchange, extra: Extra = {}) {
  const watches = await Promise.all(
    MODES.map((mode) => LongLived.start({ test, exchange, mode, staleSeconds: 15, ...extra })),
  )
  const each = (act: (watch: LongLived) => Promise<void> | void) => Promise.all(watches.map(act))
  await each((watch) => watch.until(() => watch.verdict === 'CRITICAL' && watch.letters.length > 0, 'first look'))
  return { watches, each }
}

/** Why the phone rang. */
export const reasonsIn = (watch: LongLived): readonly string[] => watch.newsSince()

/** Ends every watch as a service manager does. */
export async function endPolitely(test: TestContext, watches: readonly LongLived[]): Promise<void> {
  for (const watch of watches) watch.cli.signal('SIGTERM')
  for (const watch of watches) {
    test.expect({ mode: watch.mode, code: await watch.cli.exited }).toEqual({ mode: watch.mode, code: 0 })
  }
}
