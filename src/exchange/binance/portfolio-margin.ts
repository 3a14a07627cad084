import { ExchangeError } from '../../errors.ts'
import { ENDPOINTS } from './endpoints.ts'
import { parseIsPortfolioMargin } from './parse-permissions.ts'
import type { Requests } from './requests.ts'

/** Refusals that portfolio margin can be behind: its accounts are closed to the futures calls. */
const SUSPECT_CODES = ['api-key-rejected', 'api-key-throttled', 'venue-refused']

/** Runs a futures account call with a deadline, and explains its refusal. */
export type ExplainingRefusal = <T>(run: (deadlineMs: number) => Promise<T>) => Promise<T>

/**
 * Lets futures account calls run; when one is refused, asks whether the account is in portfolio margin, so that the
 * user hears of that rather than of a wrong key. The question shares the deadline of the call, and calls that are
 * refused side by side share the question. What is thrown has the code `portfolio-margin-unsupported` then, else it is
 * what the call failed with.
 */
export function explainRefusals(requests: Requests): ExplainingRefusal {
  let asked: Promise<boolean> | null = null
  const ask = (deadlineMs: number) => {
    asked ??= isPortfolioMargin(requests, deadlineMs).finally(() => {
      asked = null
    })
    return asked
  }
  return async (run) => {
    const deadlineMs = requests.newDeadlineMs()
    try {
      return await run(deadlineMs)
    } catch (error) {
      const isSuspect = error instanceof ExchangeError && SUSPECT_CODES.includes(error.code)
      if (isSuspect && (await ask(deadlineMs))) throw unsupported(error)
      throw error
    }
  }
}

async function isPortfolioMargin(requests: Requests, deadlineMs: number): Promise<boolean> {
  try {
    return parseIsPortfolioMargin(await requests.call(ENDPOINTS.accountInfo, {}, deadlineMs))
  } catch (error) {
    // A key that is refused here too, or an environment without this page: the first refusal stands.
    if (error instanceof ExchangeError) return false
    throw error
  }
}

function unsupported(refusal: ExchangeError): ExchangeError {
  return new ExchangeError('this account is in portfolio margin, which liqwatch does not compute', {
    code: 'portfolio-margin-unsupported',
    hint: 'its risk is one account-wide ratio (uniMMR) shown by Binance; liqwatch covers classic USDⓈ-M accounts',
    retry: 'never',
    status: refusal.status,
    venueCode: refusal.venueCode,
    path: refusal.path,
    cause: refusal,
  })
}
