import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepHeapSmall } from '../../src/cli/small-heap.ts'
import { type Dial, dialWebSocket } from '../../src/exchange/binance/socket.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { createBenchWatch, type ExchangeAccess } from './bench-watch.ts'
import { median } from './statistics.ts'

// The product's watch with a notifier that only takes down when it was called. For each alert it prints its symbol and
// the milliseconds since the last frame of the whole market was received, until its input ends; then how long the engine's
// own parser takes for such a frame, which tells how fast the machine is just now.
keepHeapSmall()
const access: ExchangeAccess = JSON.parse(process.argv[2] ?? '')
const folder = mkdtempSync(join(tmpdir(), 'liqwatch-bench-'))
const store = await openStateStore(folder)
/** The few contracts that come in a frame of their own, and account events, are shorter. */
const SHORTEST_MARKET_FRAME = 10_000
const PARSES = 51
let receivedAtMs = Number.NaN
let frame = ''
const notingDial: Dial = (address, events) =>
  dialWebSocket(address, {
    ...events,
    onText: (text) => {
      if (text.length >= SHORTEST_MARKET_FRAME) {
        receivedAtMs = performance.now()
        frame = text
      }
      events.onText(text)
    },
  })
const watch = createBenchWatch({
  access,
  store,
  clock: {
    nowMs: () => Date.now(),
    sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
  },
  dial: notingDial,
  deliver: async (messages) => {
    const latencyMs = performance.now() - receivedAtMs
    for (const { message } of messages) {
      for (const { symbol, reason } of message.alerts) {
        process.stdout.write(`${JSON.stringify({ symbol, reason, latencyMs })}\n`)
      }
    }
    return messages.map(({ channel, alertIds, aboutChannels }) => ({ channel, alertIds, aboutChannels, failure: null }))
  },
})
process.stdin.resume().on('end', () => watch.stop())
await watch.run()
process.stdout.write(`${JSON.stringify({ parseMs: median(Array.from({ length: PARSES }, parseMs)) })}\n`)
store.close()
rmSync(folder, { recursive: true, force: true })

function parseMs(): number {
  const startedAtMs = performance.now()
  JSON.parse(frame)
  return performance.now() - startedAtMs
}
