import type { AlertPolicy } from '../alerts/decision-input.ts'
import type { DeliveryResult } from '../alerts/outbox.ts'
import type { PlannedMessage } from '../alerts/plan.ts'
import type { Evaluator } from '../app/evaluate.ts'
import type { Config } from '../config/config.ts'
import { sendToChannels } from '../notify/fanout.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { StateStore } from '../ports/state-store.ts'
import { thisHolder } from '../store/holder.ts'
import { openStateStore } from '../store/state-store.ts'
import { isRemote, openNotifiers } from './notifiers.ts'
import type { Services } from './services.ts'

/** An evaluator with the state behind it. */
export interface OpenEvaluator {
  readonly evaluator: Evaluator
  readonly store: StateStore
}

/** Binds alerting to the state folder and the configured channels. `maySend` is asked before every send. */
export async function openEvaluator(services: Services, maySend: () => boolean = () => true): Promise<OpenEvaluator> {
  const { config, secrets, clock, stateFolder } = services
  const store = await openStateStore(stateFolder)
  const notifiers = openNotifiers(config.channels, { secrets, clock })
  return {
    store,
    evaluator: {
      log: store.alerts,
      policy: alertPolicy(config),
      tiers: config.tiers,
      holder: thisHolder(),
      deliver: (messages) => deliver(messages, notifiers),
      maySend,
      spikeFrom: config.openInterest.alert ? config.openInterest.zScore : null,
    },
  }
}

/** What the config decides about alerts. */
function alertPolicy({ alerts, routes, channels, staleSeconds, accounts }: Config): AlertPolicy {
  return {
    ...alerts,
    staleSeconds,
    routes,
    channels: channels.map((settings) => ({ name: settings.name, isRemote: isRemote(settings) })),
    namesAccount: accounts.length > 1,
  }
}

async function deliver(
  messages: readonly PlannedMessage[],
  notifiers: readonly Notifier[],
): Promise<readonly DeliveryResult[]> {
  const sent = messages.map(async ({ channel, message, alertIds, aboutChannels }): Promise<DeliveryResult> => {
    const [outcome] = await sendToChannels(
      message,
      notifiers.filter(({ name }) => name === channel),
    )
    const failure = outcome?.status === 'delivered' ? null : (outcome?.why ?? 'there is no such channel')
    return { channel, alertIds, aboutChannels, failure }
  })
  return Promise.all(sent)
}
