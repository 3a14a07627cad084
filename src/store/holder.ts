import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { pid } from 'node:process'

/** Identifies this process as a sender and lock holder: host, process id, and a word that no other process has. */
export function thisHolder(): string {
  return `${hostname()}/${pid}/${randomBytes(6).toString('hex')}`
}

/** Whether the process of a holder may still run; one on another host counts as running, for nobody can tell. */
export function isHolderAlive(holder: string): boolean {
  const [host, id] = holder.split('/')
  const holderPid = Number(id)
  if (host !== hostname() || !Number.isSafeInteger(holderPid) || holderPid <= 0) return true
  try {
    process.kill(holderPid, 0)
    return true
  } catch (error) {
    // A process of another user may not be asked, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
