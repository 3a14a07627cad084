import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { desktopNotifier } from '../../../src/notify/desktop.ts'

// In a file of its own: node-notifier remembers for the life of a process whether notify-send was found.
describe.runIf(process.platform === 'linux')('node-notifier without notify-send', () => {
  it('is a failure with a way out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liqwatch-missing-'))
    const clock = { nowMs: () => 0, sleep: async () => {} }
    const notifier = desktopNotifier('desktop', { clock, env: { PATH: folder, HOME: folder } })
    const sending = notifier.send({ title: 'T', body: 'B', severity: 'info', alerts: [] })
    await expect(sending).rejects.toMatchObject({
      code: 'channel-failed',
      message: 'no desktop notifier is installed (notify-send on Linux)',
      hint: 'install libnotify-bin or libnotify, or route alerts to another channel',
    })
    rmSync(folder, { recursive: true })
  })
})
