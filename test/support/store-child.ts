// A process of its own that evaluates through the state store, for tests of two processes and of sudden death.
// argv: job, state folder, file of what was sent, number of symbols.
import { appendFileSync } from 'node:fs'
import { argv, kill, pid } from 'node:process'
import { decideAlerts } from '../../src/alerts/decide.ts'
import { thisHolder } from '../../src/store/holder.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { aReading } from './alert-readings.ts'
import { inputOf, POLICY, resultsOf } from './alert-world.ts'

const [, , job = '', folder = '', sentFile = '', symbols = '1'] = argv
const store = await openStateStore(folder)
const holder = thisHolder()

/** In round n the symbols up to n stand in the 10 % tier, the others far outside. */
function evaluate(round: number): void {
  const readings = Array.from({ length: Number(symbols) }, (_, index) =>
    aReading(index <= round ? '9' : '40', { key: `main/C${index}USDT/long`, symbol: `C${index}USDT` }),
  )
  const input = inputOf({ atSeconds: round, readings, holder })
  const decision = store.alerts.decide(input.nowMs, (memory) => decideAlerts(memory, input, POLICY))
  if (job === 'die-before-sending' || (job === 'die-in-round-two' && round === 2)) kill(pid, 'SIGKILL')
  for (const { channel, message } of decision.messages) {
    for (const { key } of message.alerts) appendFileSync(sentFile, `${channel} ${key}\n`)
  }
  if (job === 'die-after-sending') kill(pid, 'SIGKILL')
  store.alerts.settle(input.nowMs, resultsOf(decision, []))
}

for (let round = 0; round < Number(symbols); round += 1) evaluate(round)
const faults = store.alerts.takeFaults()
store.close()
if (faults.length > 0) throw new Error(faults.join('; '))
