import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { KNOWN, makeKnownCalls, VERIFY } from './known-calls.ts'
import { scrape } from './metrics-text.ts'
import { missingPrograms, type Prometheus, promtool, startPrometheus } from './prometheus.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const rules = join(deploy, 'prometheus/alerts.yml')

const missing = missingPrograms()
const reason = `${missing.join(' and ')} is not installed here (Debian package prometheus)`
assert(missing.length === 0 || process.env['CI'] !== 'true', reason)

/** The names of our series in an expression. */
const namesIn = (expression: string): string[] =>
  Array.from(expression.matchAll(/\b(?:latchkey|nodejs|process)_\w+/g), ([name]) => name)

/** What the panels of the dashboard ask, with Grafana's variables filled in. */
function dashboardQueries(): string[] {
  const { panels } = JSON.parse(readFileSync(join(deploy, 'grafana/latchkey.json'), 'utf8')) as {
    panels: { targets?: { expr: string }[] }[]
  }
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  return expressions.map((expression) => expression.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.+'))
}

/** The table of questions; a bar within a cell is escaped. */
const guideQueries = (): string[] =>
  Array.from(
    readFileSync(join(import.meta.dirname, '../../docs/operate/metrics.md'), 'utf8').matchAll(/^\| [^|]+\? \| `(.+)` \|$/gm),
    ([, query]) => (query ?? '').replaceAll('\\|', '|'),
  )

describe('a real Prometheus', { skip: missing.length > 0 && reason }, () => {
  let server: TestServer
  let prometheus: Prometheus
  before(async () => {
    server = await startTestServer({ config: { rate_limit: { enabled: true } } })
    prometheus = await startPrometheus({ target: `127.0.0.1:${server.server.operationsPort}`, rules })
  })
  after(async () => {
    await prometheus?.stop()
    await server?.stop()
  })

  it('scrapes the server and answers with exactly what was called', async () => {
    await makeKnownCalls(server)
    const total = Object.values(KNOWN).reduce<number>((sum, count) => sum + count, 0)
    const counted = await prometheus.queryUntil('sum(latchkey_verifications_total)', ([sum]) => sum?.value === total)
    assert.deepEqual(
      counted.map(({ value }) => value),
      [total],
    )
    const byOutcome = await prometheus.query('sum by (outcome) (latchkey_verifications_total)')
    assert.deepEqual(Object.fromEntries(byOutcome.map(({ metric, value }) => [metric['outcome'], value])), KNOWN)
    const requests = await prometheus.query(`latchkey_http_requests_total{route="${VERIFY}",code="200"}`)
    assert.deepEqual(
      requests.map(({ value, metric }) => [value, metric['job'], metric['method']]),
      [[16, 'latchkey', 'POST']],
    )
    const [slowest] = await prometheus.query(
      `histogram_quantile(1, sum by (le) (latchkey_http_request_duration_seconds_bucket{route="${VERIFY}"}))`,
    )
    assert.ok(slowest !== undefined && slowest.value > 0 && slowest.value <= 10, `${slowest?.value} s`)
  })

  it('understands every alert rule, and would wake nobody for a healthy server', async () => {
    await prometheus.queryUntil('count_over_time(up{job="latchkey"}[1m])', ([count]) => (count?.value ?? 0) >= 3)
    const loaded = await prometheus.rules()
    assert.ok(loaded.length >= 8)
    assert.deepEqual(
      loaded.filter(({ health }) => health !== 'ok').map(({ name, health, lastError }) => `${name}: ${health} ${lastError}`),
      [],
    )
    assert.deepEqual(await prometheus.query('ALERTS{severity="page"}'), [])
  })

  it('understands every panel of the dashboard, and every query of the guide', async () => {
    assert.ok(guideQueries().length >= 7)
    for (const expression of [...dashboardQueries(), ...guideQueries()]) await prometheus.query(expression)
  })

  it('finds in rules and dashboard no series that the server does not have', async () => {
    const { text } = await scrape(server)
    const known = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name ?? ''))
    const asked = [readFileSync(rules, 'utf8'), ...dashboardQueries(), ...guideQueries()].flatMap(namesIn)
    const unknown = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')))
    assert.deepEqual(unknown, [])
    assert.ok(asked.length > 20)
  })
})

describe('promtool', { skip: missing.length > 0 && reason }, () => {
  it('finds nothing to object to in the metrics, the rules and the configuration', async () => {
    const server = await startTestServer()
    try {
      await makeKnownCalls(server)
      assert.deepEqual(promtool(['check', 'metrics'], (await scrape(server)).text), { code: 0, said: '' })
    } finally {
      await server.stop()
    }
    assert.equal(promtool(['check', 'rules', rules]).code, 0)
    assert.equal(promtool(['check', 'config', join(deploy, 'prometheus/prometheus.yml')]).code, 0)
    assert.notEqual(promtool(['check', 'metrics'], 'Bad_total 1\n').code, 0)
  })
})
