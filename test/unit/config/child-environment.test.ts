import { describe, expect, it } from 'vitest'
import { childEnvironment } from '../../../src/config/child-environment.ts'

describe('the environment of child processes', () => {
  it('has what is needed, and no secret', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/x',
      LANG: 'de_DE.UTF-8',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      XDG_RUNTIME_DIR: '/run/user/1000',
      LIQWATCH_STATE_DIR: '/s',
      LIQWATCH_TOKEN: 'secret',
      BINANCE_API_SECRET: 'secret',
      SSH_AUTH_SOCK: '/tmp/agent',
      NODE_OPTIONS: '--inspect',
    }
    expect(childEnvironment(env, new Set(['LIQWATCH_TOKEN']))).toEqual({
      PATH: '/bin',
      HOME: '/home/x',
      LANG: 'de_DE.UTF-8',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      XDG_RUNTIME_DIR: '/run/user/1000',
      LIQWATCH_STATE_DIR: '/s',
    })
  })

  it('has a search path even when there was none', () => {
    expect(childEnvironment({}, new Set())).toEqual({ PATH: '/usr/local/bin:/usr/bin:/bin' })
  })
})
