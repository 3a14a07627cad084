import { describe, expect, it } from 'vitest'
import { launchdPlist } from '../../../src/cli/schedule/launchd-plist.ts'
import { mainUnit, systemdFiles } from '../../../src/cli/schedule/systemd-units.ts'
import { aJob } from './fake-machine.ts'

const HEAD = '# liqwatch (account all, config /home/ann/.config/liqwatch/config.json): written by liqwatch schedule'

describe('systemd', () => {
  it('runs check as a oneshot service, whose warnings are no failures, from a timer', () => {
    expect(mainUnit(aJob())).toBe('liqwatch.timer')
    expect(systemdFiles(aJob({ everyMinutes: 2 }))).toEqual([
      {
        name: 'liqwatch.service',
        text: `${HEAD}
# choices {"what":"check","everyMinutes":2,"pingUrl":null,"timeoutSeconds":null}
[Unit]
Description=liqwatch: check every 2 minutes

[Service]
Type=oneshot
ExecStart=/usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /home/ann/.config/liqwatch/config.json
SuccessExitStatus=1 2
TimeoutStartSec=90
`,
      },
      {
        name: 'liqwatch.timer',
        text: `${HEAD}
# choices {"what":"check","everyMinutes":2,"pingUrl":null,"timeoutSeconds":null}
[Unit]
Description=liqwatch: check every 2 minutes

[Timer]
OnCalendar=*:0/2
AccuracySec=1s

[Install]
WantedBy=timers.target
`,
      },
    ])
  })

  it('keeps a watch running, waiting longer between restarts, and never gives up', () => {
    expect(mainUnit(aJob({ what: 'watch' }))).toBe('liqwatch.service')
    expect(systemdFiles(aJob({ what: 'watch' }))).toEqual([
      {
        name: 'liqwatch.service',
        text: `${HEAD}
# choices {"what":"watch","everyMinutes":1,"pingUrl":null,"timeoutSeconds":null}
[Unit]
Description=liqwatch: watch, kept running
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/bin/node /opt/liqwatch/bin/liqwatch.js watch --headless --quiet --config /home/ann/.config/liqwatch/config.json
Restart=always
RestartSec=10
RestartSteps=4
RestartMaxDelaySec=60

[Install]
WantedBy=default.target
`,
      },
    ])
  })

  it.each([
    { name: 'spaces', configPath: '/a b.json', word: '"/a b.json"' },
    { name: 'specifiers', configPath: '/100%h.json', word: '/100%%h.json' },
    { name: 'variables', configPath: '/$HOME/c.json', word: '"/$$HOME/c.json"' },
    { name: 'quotes and backslashes', configPath: '/a"b\\c.json', word: '"/a\\"b\\\\c.json"' },
    { name: 'a separator', configPath: '/a;b.json', word: '"/a;b.json"' },
  ])('escapes $name', ({ configPath, word }) => {
    const [service] = systemdFiles(aJob({ configPath }))
    expect(service?.text).toContain(`check --quiet --config ${word}\n`)
  })

  it('doubles no dollar in the path of the program, where systemd expands none', () => {
    const [service] = systemdFiles(aJob({ nodePath: '/opt/$x/node', configPath: '/c.json' }))
    expect(service?.text).toContain('ExecStart="/opt/$x/node" /opt/liqwatch')
  })

  it('passes the state folder on', () => {
    const [service] = systemdFiles(aJob({ environment: { LIQWATCH_STATE_DIR: '/my state/$x 5%' } }))
    expect(service?.text).toContain('\nEnvironment="LIQWATCH_STATE_DIR=/my state/$x 5%%"\nExecStart=')
  })
})

describe('launchd', () => {
  const places = { home: '/Users/ann', logPath: '/Users/ann/Library/Logs/liqwatch.log' }

  it('starts check every so many seconds', () => {
    const plist = launchdPlist(aJob({ everyMinutes: 5, configPath: '/c.json' }), places)
    expect(plist).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- liqwatch (account all, config /c.json): written by liqwatch schedule -->
<!-- choices {"what":"check","everyMinutes":5,"pingUrl":null,"timeoutSeconds":null} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>liqwatch</string>
  <key>ProgramArguments</key>
  <array>
    <string>/usr/bin/node</string>
    <string>/opt/liqwatch/bin/liqwatch.js</string>
    <string>check</string>
    <string>--quiet</string>
    <string>--config</string>
    <string>/c.json</string>
  </array>
  <key>WorkingDirectory</key>
  <string>/Users/ann</string>
  <key>RunAtLoad</key>
  <true/>
  <key>StartInterval</key>
  <integer>300</integer>
  <key>StandardOutPath</key>
  <string>/Users/ann/Library/Logs/liqwatch.log</string>
  <key>StandardErrorPath</key>
  <string>/Users/ann/Library/Logs/liqwatch.log</string>
</dict>
</plist>
`)
  })

  it('keeps a watch alive', () => {
    const plist = launchdPlist(aJob({ what: 'watch' }), places)
    expect(plist).toContain(
      '  <key>KeepAlive</key>\n  <true/>\n  <key>ThrottleInterval</key>\n  <integer>15</integer>\n',
    )
    expect(plist).not.toContain('StandardOutPath')
    expect(plist).not.toContain('StartInterval')
  })

  it('escapes XML, in values and in comments', () => {
    const environment = { LIQWATCH_STATE_DIR: '/a&b' }
    const plist = launchdPlist(aJob({ configPath: '/a--b/<c>&.json', environment }), places)
    expect(plist).toContain('<string>/a--b/&lt;c&gt;&amp;.json</string>')
    expect(plist).toContain('    <key>LIQWATCH_STATE_DIR</key>\n    <string>/a&amp;b</string>\n')
    const comments = [...plist.matchAll(/<!--(.*?)-->/gs)].map(([, comment]) => comment)
    expect(comments).toHaveLength(2)
    expect(comments.join('')).not.toContain('--')
  })
})
