import * as z from 'zod/mini'
import { type Decimal, d } from '../model/decimal.ts'
import { outboundUrlProblem } from '../model/outbound-url.ts'
import type { ChannelSettings, Routes } from './config.ts'
import { entryName, meant, readDecimal, report, secret, secretOrText, section, text, transformed } from './fields.ts'

/** A literal URL is checked at once; one behind a reference when it is resolved. */
const url = transformed(secretOrText, (reference, context) => {
  const problem = reference.kind === 'literal' ? outboundUrlProblem(reference.value) : null
  if (problem !== null) report(context, problem)
  return reference
})

const headers = z.record(
  z.string().check(z.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'is not a header name' })),
  secretOrText.check(
    z.refine((value) => value.kind !== 'literal' || !/[\r\n\0]/.test(value.value), { error: 'must be one line' }),
  ),
  { error: 'must be an object of header names and values' },
)

const chatId = transformed(z.union([z.string(), z.int()], { error: 'must be the id of a chat' }), String)

const argv = z.array(text(), { error: 'must be a list of words' }).check(z.minLength(1))

const byType = {
  desktop: section({ type: z.literal('desktop') }),
  telegram: section({ type: z.literal('telegram'), botToken: secret, chatId }),
  discord: section({ type: z.literal('discord'), url }),
  slack: section({ type: z.literal('slack'), url }),
  ntfy: section({ type: z.literal('ntfy'), url, token: z._default(z.nullable(secret), null) }),
  webhook: section({ type: z.literal('webhook'), url, headers: z._default(headers, {}) }),
  command: section({ type: z.literal('command'), argv }),
} as const
const TYPES = Object.keys(byType)

const channel = z.discriminatedUnion(
  'type',
  [byType.desktop, byType.telegram, byType.discord, byType.slack, byType.ntfy, byType.webhook, byType.command],
  {
    error: (issue) => {
      const typed = issue.input !== null && typeof issue.input === 'object' ? Reflect.get(issue.input, 'type') : null
      const guess = typeof typed === 'string' ? meant(typed, TYPES) : ''
      return `must be an object whose "type" is one of ${TYPES.join(', ')}${guess.startsWith(';') ? guess : ''}`
    },
  },
)

/** Channels by name, in the order of the file. */
export const channelsField = transformed(
  z.record(entryName, channel, { error: 'must be an object of channels by name' }),
  (byName): readonly ChannelSettings[] =>
    Object.entries(byName).map(([name, settings]): ChannelSettings => {
      if (settings.type !== 'webhook') return { ...settings, name }
      const list = Object.entries(settings.headers).map(([header, value]) => ({ name: header, value }))
      return { ...settings, name, headers: list }
    }),
)

/** Routes as written: a list of channel names for a tier or for `blind`. Whether the channels exist is checked later. */
export const routesField = transformed(
  z.record(z.string(), z.array(text(), { error: 'must be a list of channel names' }), {
    error: 'must be an object: a list of channel names for each tier and for "blind"',
  }),
  (raw, context): Routes | null => {
    const byTier: { tier: Decimal; channels: readonly string[] }[] = []
    for (const [key, channels] of Object.entries(raw)) {
      const tier = readDecimal(key)
      if (tier?.gt(d('0')) && tier.lt(d('100'))) byTier.push({ tier, channels })
      else if (key !== 'blind') report(context, 'must be a tier such as "10", or "blind"', [key])
    }
    byTier.sort((a, b) => b.tier.cmp(a.tier))
    const innermost = byTier.at(-1)?.channels ?? []
    return { byTier, blind: raw.blind ?? innermost }
  },
)

/** The routes of a config without any: every alert goes to every channel. */
export function routesToAll(channels: readonly ChannelSettings[], innermostTier: Decimal): Routes {
  const names = channels.map(({ name }) => name)
  return { byTier: [{ tier: innermostTier, channels: names }], blind: names }
}
