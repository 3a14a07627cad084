import type { DueAlert } from './outbox.ts'
import { safeName } from './safe-text.ts'

/**
 * The alerts as a text tells them: news of the open interest of a symbol is the same for every account that holds it,
 * and stands once, with the accounts by name. Everything else stands as it is.
 */
export function toldOnce(alerts: readonly DueAlert[]): readonly DueAlert[] {
  return alerts.flatMap((alert) => {
    const alike = alerts.filter((other) => other === alert || isSameNews(other, alert))
    if (alike.length === 1) return [alert]
    if (alike[0] !== alert) return []
    const names = alike.map(({ account }) => safeName(account)).join(', ')
    return [{ ...alert, headline: `${names}: ${newsOf(alert)}` }]
  })
}

function isSameNews(one: DueAlert, other: DueAlert): boolean {
  return (
    one.reason === 'open-interest' &&
    other.reason === 'open-interest' &&
    one.account !== other.account &&
    one.symbol === other.symbol &&
    one.severity === other.severity &&
    one.dueAtMs === other.dueAtMs &&
    one.dataAtMs === other.dataAtMs &&
    newsOf(one) === newsOf(other) &&
    one.lines.join('\n') === other.lines.join('\n')
  )
}

/** The headline without the account that it names. */
function newsOf({ account, headline }: DueAlert): string {
  const name = `${safeName(account)}: `
  return headline.startsWith(name) ? headline.slice(name.length) : headline
}
