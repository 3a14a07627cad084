import { TEST_MESSAGE } from '../alerts/test-message.ts'
import type { ChannelSettings } from '../config/config.ts'
import { EXIT, type ExitCode, UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import { sendToChannels } from '../notify/fanout.ts'
import { proofJson, proofScreen } from '../view/delivery-screen.ts'
import { headDocument, jsonText } from '../view/json.ts'
import { openNotifiers } from './notifiers.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'

/** Sends a test message on every channel, or on the named one; fails when one did not take it. */
export async function runNotifyTest(services: Services, name: string | undefined): Promise<ExitCode> {
  const { config, flags, clock } = services
  const chosen = name === undefined ? config.channels : [channelNamed(name, config.channels)]
  const fates = await sendToChannels(TEST_MESSAGE, openNotifiers(chosen, services))
  const proof = { how: 'a test message was sent from here', fates, route: null }
  const head = headDocument({ command: 'notify', asOfMs: clock.nowMs(), verdict: null })
  printAnswer(
    flags.json === true
      ? jsonText({ ...head, notify: proofJson(proof) })
      : proofScreen(proof, screenOf(process.stdout, flags)),
  )
  return fates.every(({ status }) => status === 'delivered') ? EXIT.ok : EXIT.failure
}

function channelNamed(name: string, channels: readonly ChannelSettings[]): ChannelSettings {
  const found = channels.find((channel) => channel.name === name)
  if (found !== undefined) return found
  const names = channels.map((channel) => channel.name)
  const near = nearestName(name, names)
  const known = names.length === 0 ? 'no channel is configured' : `configured: ${names.join(', ')}`
  throw new UsageError(`there is no channel ${JSON.stringify(name)}`, {
    hint: near === null ? known : `did you mean ${near}?`,
  })
}
