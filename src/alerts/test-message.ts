import type { OutgoingMessage } from './message.ts'

/** The message that proves a channel; nothing in it can be taken for an alert. */
export const TEST_MESSAGE: OutgoingMessage = {
  title: 'liqwatch test: this channel works',
  body: 'Alerts come this way. Nothing is wrong with any position.',
  severity: 'info',
  alerts: [],
}
