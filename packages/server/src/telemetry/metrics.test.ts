import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Metrics, makeMetrics } from './metrics.ts'

const linesOf = async (metrics: Metrics, name: string): Promise<readonly string[]> =>
  (await metrics.print()).text.split('\n').filter((line) => line.startsWith(name))

describe('metrics', () => {
  it('put a duration into every bucket that it fits, bounds included, and into the sum in seconds', async () => {
    const metrics = makeMetrics({ version: '1.2.3' })
    for (const durationMs of [0, 0.5, 0.500001, 10_000, 10_001])
      metrics.request({ method: 'GET', route: '/x', status: 200, durationMs })
    const labels = 'route="/x",method="GET"'
    const name = 'latchkey_http_request_duration_seconds'
    const lines = await linesOf(metrics, name)
    const bucketOf = (le: string) =>
      lines
        .find((line) => line.includes(`le="${le}"`))
        ?.split(' ')
        .at(-1)
    assert.deepEqual(['0.0005', '0.001', '2.5', '10', '+Inf'].map(bucketOf), ['2', '3', '3', '4', '5'])
    assert.ok(lines.includes(`${name}_count{${labels}} 5`))
    assert.match(lines.find((line) => line.startsWith(`${name}_sum`)) ?? '', / 20\.00200/)
  })

  it('count methods that nobody registered as one', async () => {
    const metrics = makeMetrics({ version: '1.2.3' })
    for (const method of ['GET', 'BREW', 'PROPFIND', ''])
      metrics.request({ method, route: 'unmatched', status: 404, durationMs: 1 })
    assert.deepEqual(await linesOf(metrics, 'latchkey_http_requests_total'), [
      'latchkey_http_requests_total{route="unmatched",method="GET",code="404"} 1',
      'latchkey_http_requests_total{route="unmatched",method="OTHER",code="404"} 3',
    ])
  })

  it('belong to one server each', async () => {
    const [one, other] = [makeMetrics({ version: '1.2.3' }), makeMetrics({ version: '1.2.3' })]
    one.verification('jwt', 'valid', 'HIT')
    one.sweep('sessions', 3)
    one.sweep('sessions', 4)
    assert.deepEqual(await linesOf(one, 'latchkey_verifications_total'), [
      'latchkey_verifications_total{kind="jwt",outcome="valid"} 1',
    ])
    assert.deepEqual(await linesOf(one, 'latchkey_swept_rows_total'), ['latchkey_swept_rows_total{kind="sessions"} 7'])
    assert.deepEqual(await linesOf(other, 'latchkey_verifications_total'), [])
  })

  it('read what is watched when they are printed; what cannot be read hides nothing else', async () => {
    const metrics = makeMetrics({ version: '1.2.3' })
    const gauge = { name: 'latchkey_test_depth', help: 'h' }
    let depth = 1
    metrics.watch({ ...gauge, labels: { queue: 'a' } }, () => depth)
    metrics.watch({ ...gauge, labels: { queue: 'b' } }, async () => depth * 10)
    metrics.watch({ ...gauge, labels: { queue: 'c' } }, () => {
      throw new Error('away')
    })
    depth = 2
    assert.deepEqual((await linesOf(metrics, gauge.name)).toSorted(), [
      'latchkey_test_depth{queue="a"} 2',
      'latchkey_test_depth{queue="b"} 20',
      'latchkey_test_depth{queue="c"} Nan',
    ])
  })
})
