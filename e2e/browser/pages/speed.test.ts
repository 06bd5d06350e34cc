import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noBrowser } from '../support/chromium.ts'
import { ConsoleBench } from '../support/console-bench.ts'

/** The limits of time are for a machine at rest, which a whole `npm test` does not leave. */
const patience = process.env['LATCHKEY_TEST_FULL'] === '1' ? 1 : 5

describe('the list of keys in a browser', { skip: noBrowser }, () => {
  let bench: ConsoleBench
  before(async () => {
    bench = await ConsoleBench.open()
    for (let number = 1; number <= 20; number++) {
      await bench.server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name: `ci-${number}`, actor_id: 'acme' })
    }
  })
  after(() => bench.close())

  it('needs at most six files, all from here', async () => {
    const page = await bench.page()
    const files: string[] = []
    page.on('request', (request) => {
      const { pathname } = new URL(request.url())
      if (['document', 'script', 'stylesheet', 'font'].includes(request.resourceType())) files.push(pathname)
    })
    await page.goto(bench.projectAddress('api-keys/keys'))
    await page.getByRole('link', { name: 'ci-20' }).waitFor()
    assert.ok(files.length <= 6, files.join(' '))
    assert.deepEqual(await bench.closePages(), [])
  })

  // Fast 3G as Lighthouse has it: 1.6 Mbit/s and 150 ms there and back.
  for (const [state, limitMs] of [
    ['cold', 3500],
    ['warm', 1200],
  ] as const) {
    it(`shows its largest part within ${limitMs} ms with a ${state} cache on a slow phone and network`, async (context) => {
      const page = await bench.page()
      const devtools = await page.context().newCDPSession(page)
      if (state === 'warm') await largestPaint(page)
      await devtools.send('Network.enable')
      await devtools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 150,
        downloadThroughput: 200_000,
        uploadThroughput: 93_750,
      })
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
      const paintedMs = await largestPaint(page)
      context.diagnostic(`${Math.round(paintedMs)} ms`)
      assert.ok(paintedMs <= limitMs * patience, `${paintedMs} ms`)
      assert.deepEqual(await bench.closePages(), [])
    })
  }

  it('answers to what people do within 200 ms, 95 times of 100', async (context) => {
    const page = await bench.page()
    await page.goto(bench.projectAddress('api-keys/keys'))
    await page.getByRole('link', { name: 'ci-20' }).waitFor()
    await page.evaluate(() => {
      const durations: number[] = []
      Object.assign(globalThis, { durations })
      const options = { type: 'event', durationThreshold: 16, buffered: false } as const
      new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration))).observe(options)
    })
    for (let round = 0; round < 2; round++) {
      await page.getByLabel('Select all keys of this page').click()
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.getByRole('button', { name: 'Actions for ci-20' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('searchbox').pressSequentially('ci')
      await page.getByRole('searchbox').fill('')
      await page.getByRole('link', { name: 'Issue new key' }).click()
      await page.getByLabel('Name', { exact: true }).pressSequentially('new')
      await page.keyboard.press('Escape')
    }
    const durations = (await page.evaluate(() => (globalThis as unknown as { durations: number[] }).durations)).sort(
      (a, b) => a - b,
    )
    const p95 = durations[Math.floor(durations.length * 0.95)] ?? 0
    context.diagnostic(`${p95} ms of ${durations.length} events that took 16 ms or more`)
    assert.ok(p95 < 200 * patience, `${p95} ms`)
    assert.deepEqual(await bench.closePages(), [])
  })

  async function largestPaint(page: Awaited<ReturnType<ConsoleBench['page']>>): Promise<number> {
    await page.goto(bench.projectAddress('api-keys/keys'))
    await page.getByRole('link', { name: 'ci-20' }).waitFor()
    return page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          })
        }),
    )
  }
})
