import type { Config } from '../../../src/config/config.ts'
import { programFolders } from '../../../src/config/folders.ts'
import { checkSettings } from '../../../src/config/schema.ts'
import { LiqwatchError } from '../../../src/errors.ts'

/** The config that a document makes; throws with its problems when it has any. */
export function configOf(document: Readonly<Record<string, unknown>>): Config {
  const checked = checkSettings(document)
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
  return { ...checked.settings, source: { kind: 'built-in' }, folders: programFolders({}, '/h') }
}

/** Two accounts and channels of most kinds, with secrets in every sort of place. */
export const SAMPLE_CONFIG = configOf({
  accounts: {
    main: { apiKey: 'file:k', apiSecret: 'command:pass show x' },
    second: { apiKey: 'env:SECOND_KEY', apiSecret: 'file:s' },
  },
  channels: {
    phone: { type: 'telegram', botToken: 'env:LIQWATCH_TOKEN', chatId: '1' },
    team: { type: 'slack', url: 'https://hooks.example.org/T0' },
    pager: { type: 'webhook', url: 'file:u', headers: { Authorization: 'env:PAGER' } },
    desk: { type: 'desktop' },
    push: { type: 'ntfy', url: 'https://ntfy.sh/x' },
  },
  crossCheck: { coingeckoKey: 'file:cg' },
})

/** The named error that an action throws; `null` when it throws none. */
export function thrownBy(action: () => unknown): LiqwatchError | null {
  try {
    action()
    return null
  } catch (error) {
    if (error instanceof LiqwatchError) return error
    throw error
  }
}
