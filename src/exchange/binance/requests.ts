import { ExchangeError, LiqwatchError } from '../../errors.ts'
import type { BudgetReading, ClockReading } from '../../model/readings.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Budget, budgetHeader, type Hold, type PauseReason } from './budget.ts'
import { type Credentials, keyFingerprint } from './credentials.ts'
import { ENDPOINTS, type Endpoint, type Params, weightOf } from './endpoints.ts'
import { exchangeFailure } from './failures.ts'
import type { ReplyHead } from './gate.ts'
import { type BaseUrls, type Environment, restBase } from './hosts.ts'
import { seconds } from './network-failures.ts'
import { notAfterShared } from './shared-deadline.ts'
import { createTransport, DeadlineError } from './transport.ts'

export interface RequestOptions {
  readonly account: string
  readonly environment: Environment
  readonly bases: BaseUrls
  readonly credentials: Credentials
  readonly clock: Clock
  readonly budget: Budget
  /** For a whole call with its retries. */
  readonly timeoutMs: number
  /** 0 to 1, for jitter. */
  random(): number
}

const MOST_TRIES = 3
const BACKOFF_MS = 400

const PAUSE_WORDS: Readonly<Record<PauseReason, string>> = {
  'rate-limited': "Binance's request limit is reached",
  'ip-banned': 'Binance has banned this address',
  firewall: "Binance's firewall has turned this address away",
  'request-budget': 'the request limit leaves no room for liqwatch in this minute',
}

/** Calls with everything around them: budget, deadline, retries, clock and typed failures. */
export class Requests {
  readonly #options: RequestOptions
  readonly #transport
  #offsetMs = 0
  #resync: Promise<ClockReading> | null = null
  #keyWorked = false

  constructor(options: RequestOptions) {
    this.#options = options
    this.#transport = createTransport({
      bases: options.bases,
      credentials: options.credentials,
      venueNowMs: () => this.venueNowMs(),
    })
  }

  /** The venue's time as far as it is known. */
  venueNowMs(): number {
    return Math.round(this.#options.clock.nowMs() + this.#offsetMs)
  }

  /** Who calls, where to and when: what public replies are shared by. */
  placeOf(endpoint: Endpoint): { readonly by: string; readonly base: string; readonly nowMs: number } {
    const { bases, credentials, clock } = this.#options
    return { by: keyFingerprint(credentials.apiKey), base: restBase(bases, endpoint.host), nowMs: clock.nowMs() }
  }

  /** The instant at which a call that starts now has to end, in local time. */
  newDeadlineMs(): number {
    return notAfterShared(this.#options.clock.nowMs() + this.#options.timeoutMs)
  }

  /**
   * The reply as the library parsed it.
   *
   * @throws ExchangeError when no usable reply came by the deadline, or trying again cannot help
   */
  async call(endpoint: Endpoint, params: Params = {}, deadlineMs: number = this.newDeadlineMs()): Promise<unknown> {
    let isClockMended = false
    for (let tries = 1; ; tries += 1) {
      await this.#awaitBudget(endpoint, params, deadlineMs)
      const result = await this.#attempt({ endpoint, params, deadlineMs, tries })
      if (!(result instanceof LiqwatchError)) return result.body
      const isClock = result.code === 'clock-skew'
      if (isClock && isClockMended) throw result
      const waitMs = isClock ? 0 : retryWaitMs(result, tries, this.#options.random)
      if (!this.#mayRetry(endpoint, { tries, waitMs, deadlineMs })) throw result
      if (isClock) await this.#resyncOnce(deadlineMs)
      isClockMended ||= isClock
      if (waitMs !== null && waitMs > 0) await this.#options.clock.sleep(waitMs)
    }
  }

  /** Measures the venue's clock and uses the offset for every later signature. */
  async syncClock(deadlineMs: number = this.newDeadlineMs()): Promise<ClockReading> {
    const sentAtMs = this.#options.clock.nowMs()
    const body = await this.call(ENDPOINTS.time, {}, deadlineMs)
    const receivedAtMs = this.#options.clock.nowMs()
    const offsetMs = Math.round(serverTimeOf(body) - (sentAtMs + receivedAtMs) / 2)
    this.#offsetMs = offsetMs
    return { offsetMs, roundTripMs: receivedAtMs - sentAtMs }
  }

  budgets(): readonly BudgetReading[] {
    return this.#options.budget.readings(this.#options.clock.nowMs())
  }

  /** Takes over the real limit of the futures pool. */
  setFuturesLimit(limit: number): void {
    this.#options.budget.setLimit('futures', limit, this.#options.clock.nowMs())
  }

  async #attempt(attempt: {
    readonly endpoint: Endpoint
    readonly params: Params
    readonly deadlineMs: number
    readonly tries: number
  }): Promise<{ readonly body: unknown } | LiqwatchError> {
    const { endpoint, params } = attempt
    const timeoutMs = attempt.deadlineMs - this.#options.clock.nowMs()
    const result =
      timeoutMs > 0
        ? await this.#transport.send({ endpoint, params, timeoutMs })
        : { ok: false as const, thrown: new DeadlineError(), head: null }
    if (result.head !== null) this.#observe(endpoint, result.head)
    if (!result.ok) return this.#failure(endpoint, attempt.tries, result)
    if (endpoint.security === 'SIGNED') this.#keyWorked = true
    return { body: result.body }
  }

  #failure(endpoint: Endpoint, tries: number, result: { thrown: unknown; head: ReplyHead | null }): LiqwatchError {
    const { account, environment, bases, timeoutMs, clock, credentials, random } = this.#options
    const failure = exchangeFailure(result.thrown, result.head, {
      account,
      environment,
      method: endpoint.method,
      host: new URL(restBase(bases, endpoint.host)).host,
      path: endpoint.path,
      tries,
      timeoutMs,
      nowMs: clock.nowMs(),
      keyWorkedBefore: this.#keyWorked,
      secrets: [credentials.apiKey, credentials.apiSecret ?? '', credentials.privateKey ?? ''],
      random,
    })
    this.#pauseAfter(endpoint, failure)
    return failure
  }

  /** A ban and the firewall close everything on this address, a 429 its own pool. */
  #pauseAfter(endpoint: Endpoint, failure: LiqwatchError): void {
    if (!(failure instanceof ExchangeError) || failure.retryAfterMs === null) return
    const reason = (['rate-limited', 'ip-banned', 'firewall'] as const).find((code) => code === failure.code)
    if (reason === undefined) return
    const nowMs = this.#options.clock.nowMs()
    const pool = reason === 'rate-limited' ? endpoint.pool : 'all'
    this.#options.budget.pause(pool, nowMs + failure.retryAfterMs, reason, nowMs)
  }

  #observe(endpoint: Endpoint, head: ReplyHead): void {
    const header = budgetHeader(endpoint.pool)
    if (header === null) return
    const used = Number(head.header(header) ?? Number.NaN)
    if (used >= 0) this.#options.budget.observe(endpoint.pool, used, this.#options.clock.nowMs())
  }

  async #awaitBudget(endpoint: Endpoint, params: Params, deadlineMs: number): Promise<void> {
    const { clock, budget } = this.#options
    const hold = budget.admit(endpoint.pool, weightOf(endpoint, params), clock.nowMs())
    if (hold === null) return
    if (clock.nowMs() + hold.waitMs >= deadlineMs) throw heldError(endpoint, hold)
    await clock.sleep(hold.waitMs)
    await this.#awaitBudget(endpoint, params, deadlineMs)
  }

  #mayRetry(
    endpoint: Endpoint,
    {
      tries,
      waitMs,
      deadlineMs,
    }: { readonly tries: number; readonly waitMs: number | null; readonly deadlineMs: number },
  ): boolean {
    if (endpoint.method !== 'GET' || tries >= MOST_TRIES || waitMs === null) return false
    return this.#options.clock.nowMs() + waitMs < deadlineMs
  }

  /** Calls that fail side by side for the same clock share one measurement. */
  async #resyncOnce(deadlineMs: number): Promise<void> {
    this.#resync ??= this.syncClock(deadlineMs).finally(() => {
      this.#resync = null
    })
    await this.#resync
  }
}

/** Time until the next try: full jitter, or what the failure asks for; `null` when trying again cannot help. */
function retryWaitMs(failure: LiqwatchError, tries: number, random: () => number): number | null {
  if (!(failure instanceof ExchangeError) || failure.retry === 'never') return null
  if (failure.retry === 'after') return failure.retryAfterMs
  return Math.floor(random() * BACKOFF_MS * 2 ** (tries - 1))
}

function serverTimeOf(body: unknown): number {
  const time = typeof body === 'object' && body !== null && 'serverTime' in body ? Number(body.serverTime) : Number.NaN
  if (Number.isSafeInteger(time) && time > 0) return time
  throw new ExchangeError('the reply to /fapi/v1/time has no usable serverTime', {
    code: 'unreadable-reply',
    hint: 'an endpoints override or a proxy may answer in place of Binance',
    retry: 'never',
    path: ENDPOINTS.time.path,
  })
}

function heldError({ path }: Endpoint, { waitMs, reason }: Hold): ExchangeError {
  return new ExchangeError(`${PAUSE_WORDS[reason]}; ${path} was not sent and has to wait ${seconds(waitMs)}`, {
    code: reason,
    hint: 'it goes on by itself; other programs on this address count against the same limits',
    retry: 'after',
    retryAfterMs: waitMs,
    path,
  })
}
