import { routeChecks } from '../app/doctor-routes.ts'
import { hintOf, reasonOf } from '../app/reason.ts'
import type { ChannelSettings } from '../config/config.ts'
import type { DoctorCheck } from '../model/doctor-check.ts'
import { canShowNotes } from './desktop-notes.ts'
import { isRemote, proveSettings } from './notifiers.ts'
import type { Services } from './services.ts'

/** Whether alerts would get out: each channel's settings and secrets, and each route. Nothing is sent. */
export async function alertChecks(services: Services): Promise<readonly DoctorCheck[]> {
  const { channels, routes, tiers } = services.config
  const infos = channels.map((settings) => ({ name: settings.name, isRemote: isRemote(settings) }))
  const examined = await Promise.all(channels.map((settings) => channelCheck(settings, services)))
  return [...examined, ...routeChecks({ routes, tiers, channels: infos })]
}

const NO_NOTIFIER = {
  status: 'fail',
  message: 'no desktop notifier is installed (notify-send)',
  hint: 'install libnotify-bin or libnotify, or take the channel out of the config and its routes',
} as const

async function channelCheck(settings: ChannelSettings, services: Services): Promise<DoctorCheck> {
  const name = `channel ${settings.name}`
  try {
    await proveSettings(settings, services)
    if (settings.type === 'desktop' && !canShowNotes(process.env.PATH)) return { name, ...NO_NOTIFIER }
    const message = `${settings.type}, its settings can be used; liqwatch notify test sends through it`
    return { name, status: 'ok', message, hint: null }
  } catch (error) {
    return { name, status: 'fail', message: reasonOf(error), hint: hintOf(error) }
  }
}
