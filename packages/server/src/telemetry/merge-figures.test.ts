import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countedOf, mergeFigures, printMerged, withoutProcess } from './merge-figures.ts'
import { makeMetrics } from './metrics.ts'

const open = () => makeMetrics({ version: '1.2.3' })

describe('figures of several threads', () => {
  it('are added up, series by series, whatever each of them has', async () => {
    const [one, two] = [open(), open()]
    one.verification('jwt', 'valid', 'HIT')
    two.verification('jwt', 'valid', 'HIT')
    two.verification('jwt', 'expired', 'MISS')
    for (const metrics of [one, two]) metrics.request({ method: 'GET', route: '/x', status: 200, durationMs: 3 })
    one.watch({ name: 'latchkey_test_depth', help: 'h', labels: { queue: 'a' } }, () => 3)
    two.watch({ name: 'latchkey_test_depth', help: 'h', labels: { queue: 'a' } }, () => 4)
    const { text } = await printMerged([await one.read(), withoutProcess(await two.read())])
    const lines = text.split('\n')
    for (const line of [
      'latchkey_verifications_total{kind="jwt",outcome="valid"} 2',
      'latchkey_verifications_total{kind="jwt",outcome="expired"} 1',
      'latchkey_http_request_duration_seconds_bucket{route="/x",method="GET",le="0.0025"} 0',
      'latchkey_http_request_duration_seconds_bucket{route="/x",method="GET",le="0.005"} 2',
      'latchkey_http_request_duration_seconds_count{route="/x",method="GET"} 2',
      'latchkey_http_request_duration_seconds_sum{route="/x",method="GET"} 0.006',
      'latchkey_test_depth{queue="a"} 7',
      `latchkey_build_info{version="1.2.3",node="${process.version}"} 1`,
    ])
      assert.ok(lines.includes(line), line)
  })

  it('say once what is true of the process', async () => {
    const [one, two] = [open(), open()]
    const { text } = await printMerged([await one.read(), withoutProcess(await two.read())])
    const startedAt = /^process_start_time_seconds (\d+)$/m.exec(text)?.[1]
    assert.ok(Math.abs(Number(startedAt) - (Date.now() / 1000 - process.uptime())) < 5)
    assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
  })

  it('keep of a thread that ended what it counted, as often as threads end', async () => {
    let kept = await mergeFigures([])
    for (let ended = 0; ended < 3; ended++) {
      const metrics = open()
      metrics.sweep('sessions', 5)
      metrics.request({ method: 'GET', route: '/x', status: 200, durationMs: 3 })
      metrics.watch({ name: 'latchkey_test_depth', help: 'h' }, () => 3)
      kept = await mergeFigures([kept, countedOf(await metrics.read())])
    }
    const { text } = await printMerged([await open().read(), kept])
    assert.match(text, /^latchkey_swept_rows_total\{kind="sessions"\} 15$/m)
    assert.match(text, /^latchkey_http_request_duration_seconds_count\{route="\/x",method="GET"\} 3$/m)
    assert.doesNotMatch(text, /latchkey_test_depth/)
  })
})
