/** For how long what one account has asked for may serve another. */
const SHARED_MS = 1000

/** Who asks for what, and when. */
export interface SharedRequest {
  /** An account: it gets an answer of its own each time, and those of others while they are fresh. */
  readonly by: string
  /** Address and parameters. */
  readonly what: string
  readonly nowMs: number
}

interface Shared {
  readonly by: string
  readonly askedAtMs: number
  readonly reply: Promise<unknown>
}

const replies = new Map<string, Shared>()

/**
 * The reply to a request that is the same for everybody: another's that was asked for within the last second, else a
 * new one. A request of another's that fails says nothing: then the question is asked anew.
 */
export function sharedReply({ by, what, nowMs }: SharedRequest, send: () => Promise<unknown>): Promise<unknown> {
  const known = replies.get(what)
  const isFresh = known !== undefined && Math.abs(nowMs - known.askedAtMs) <= SHARED_MS
  if (isFresh && known.by !== by) return known.reply.catch(send)
  const shared = { by, askedAtMs: nowMs, reply: send() }
  replies.set(what, shared)
  const forget = (): void => {
    if (replies.get(what) === shared) replies.delete(what)
  }
  shared.reply.then(() => setTimeout(forget, SHARED_MS).unref(), forget)
  return shared.reply
}
