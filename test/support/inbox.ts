import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that arrived. */
export interface Letter {
  readonly path: string
  readonly body: string
}

/** What the inbox answers: a status, or nothing at all. */
export type InboxMood = number | 'silent'

/** A loopback server that takes messages: a webhook channel or a dead man's switch. */
export interface Inbox {
  /** Address with a path that must never be printed. */
  readonly url: string
  readonly secret: string
  readonly letters: Letter[]
  mood: InboxMood
  /** Resolves when so many letters have arrived. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

const SECRET = 'T0pSecretPathOfTheHook'

export async function startInbox(): Promise<Inbox> {
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      inbox.letters.push({ path: request.url ?? '', body })
      for (const { count, resolve } of waiting) if (inbox.letters.length >= count) resolve()
      if (inbox.mood !== 'silent') response.writeHead(inbox.mood).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const inbox: Inbox = {
    url: `http://127.0.0.1:${port}/${SECRET}`,
    secret: SECRET,
    letters: [],
    mood: 200,
    arrived: (count) =>
      new Promise((resolve) => {
        if (inbox.letters.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return inbox
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}
