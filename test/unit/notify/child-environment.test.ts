import { describe, expect, it } from 'vitest'
import type { HostFacts } from '../../../src/notify/child-environment.ts'
import { childEnvironment } from '../../../src/notify/child-environment.ts'

function aHost(changes: Partial<HostFacts> = {}): HostFacts {
  return {
    platform: 'linux',
    uid: 1000,
    home: '/home/ann',
    isSocket: (path) => path === '/run/user/1000/bus',
    entriesOf: (folder) => (folder === '/tmp/.X11-unix' ? ['X1', 'X0', 'lock'] : []),
    ...changes,
  }
}

const CRON = { PATH: '/usr/bin:/bin', HOME: '/home/ann', SHELL: '/bin/sh', LOGNAME: 'ann' }

describe('childEnvironment', () => {
  it.each([
    {
      name: 'finds the session that cron does not know',
      parent: CRON,
      host: aHost(),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: '/home/ann',
        LANG: 'C.UTF-8',
        XDG_RUNTIME_DIR: '/run/user/1000',
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
        DISPLAY: ':0',
      },
    },
    {
      name: 'leaves a session alone that is known',
      parent: {
        ...CRON,
        LANG: 'de_DE.UTF-8',
        XDG_RUNTIME_DIR: '/run/user/1000',
        DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-1',
        DISPLAY: ':7',
        WAYLAND_DISPLAY: 'wayland-0',
        XAUTHORITY: '/run/x',
      },
      host: aHost(),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: '/home/ann',
        LANG: 'de_DE.UTF-8',
        XDG_RUNTIME_DIR: '/run/user/1000',
        DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-1',
        DISPLAY: ':7',
        WAYLAND_DISPLAY: 'wayland-0',
        XAUTHORITY: '/run/x',
      },
    },
    {
      name: 'gets by with an emptied environment and no session',
      parent: {},
      host: aHost({ isSocket: () => false, entriesOf: () => [] }),
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/home/ann', LANG: 'C.UTF-8' },
    },
    {
      name: 'takes an empty variable for none',
      parent: { ...CRON, DBUS_SESSION_BUS_ADDRESS: '', LANG: '' },
      host: aHost({ entriesOf: () => [] }),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: '/home/ann',
        LANG: 'C.UTF-8',
        XDG_RUNTIME_DIR: '/run/user/1000',
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      },
    },
    {
      name: 'looks in the runtime folder that is set',
      parent: { ...CRON, XDG_RUNTIME_DIR: '/run/elsewhere' },
      host: aHost({ isSocket: (path) => path === '/run/elsewhere/bus', entriesOf: () => [] }),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: '/home/ann',
        LANG: 'C.UTF-8',
        XDG_RUNTIME_DIR: '/run/elsewhere',
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/elsewhere/bus',
      },
    },
    {
      name: 'looks for no bus on macOS',
      parent: { PATH: '/usr/bin:/bin' },
      host: aHost({ platform: 'darwin', home: '/Users/ann' }),
      env: { PATH: '/usr/bin:/bin', HOME: '/Users/ann' },
    },
    {
      name: 'adds nothing on Windows',
      parent: { PATH: 'C:\\Windows', USERPROFILE: 'C:\\Users\\ann' },
      host: aHost({ platform: 'win32', uid: null }),
      env: { PATH: 'C:\\Windows' },
    },
  ])('$name', ({ parent, host, env }) => {
    expect(childEnvironment(parent, host)).toEqual(env)
  })

  it('hands on no secret, not even one that is named like ours', () => {
    const parent = {
      ...CRON,
      BINANCE_API_SECRET: 's1',
      LIQWATCH_SECRET: 's2',
      NODE_OPTIONS: '--require evil',
      LD_PRELOAD: 'x',
    }
    expect(Object.keys(childEnvironment(parent, aHost({ platform: 'darwin' })))).toEqual(['PATH', 'HOME'])
  })
})
