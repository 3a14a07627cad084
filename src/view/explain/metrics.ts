import { plainTopic, type Topic } from './topic.ts'

/** What is exposed for Prometheus, and how it is meant to be read. */
export const METRICS_TOPICS: readonly Topic[] = [
  {
    ...plainTopic(
      'word',
      'metrics',
      'everything as Prometheus metrics',
      'liqwatch watch --metrics 127.0.0.1:9464 serves /metrics, and /-/healthy: 200 while it can see, 503 while it is blind. liqwatch check --prom FILE.prom writes the same for the textfile collector of node_exporter, whole or not at all, and also when the check fails.',
      'liqwatch_distance_percent is the distance of a position, liqwatch_joint_distance_percent that of a cross pool, liqwatch_margin_level that of a spot-margin account. What is not known has no series, never a 0; liqwatch_reading_known says so beside it. A position that was closed is gone. The age of what was read stands in liqwatch_data_age_seconds.',
      'Names end in their unit: _percent is 0 to 100, _ratio and _rate are fractions, _seconds and _timestamp_seconds are seconds. Metrics are floats: for exact figures use --json.',
      'liqwatch_up is 0 when not everything could be seen. A failed check leaves that, its time and exit code 3, and no figure of an earlier one. A check whose file cannot be written has still sent its alerts; it ends with 3, unless it is CRITICAL: then with 2.',
      'There is no password: whoever reaches the address reads positions and equity. So it is this machine only, unless --metrics-public is added; for the world outside put a proxy with a password and TLS in front. When the port is taken, a headless watch says so, goes on and tries again; one with a screen does not start.',
      'Alerting rules with their tests, a scrape config and a Grafana dashboard lie in src/metrics/examples.',
    ),
    aliases: ['prometheus', 'prom', 'grafana', 'alertmanager'],
    see: ['exit-codes', 'metrics-address', 'metrics-file'],
  },
]
