import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noBrowser } from './chromium.ts'
import type { ConsoleBench } from './console-bench.ts'

/**
 * One acceptance criterion of the console, by its id. Whatever the test does, its pages are held to what is true of every
 * page: no error, no broken policy, no other origin, no secret kept.
 */
export const acceptance = (id: string, title: string, bench: () => ConsoleBench, run: () => Promise<void>): void =>
  void it(`${id}: ${title}`, { skip: noBrowser }, async () => {
    let faults: readonly string[] = []
    try {
      await run()
    } finally {
      faults = await bench().closePages()
    }
    assert.deepEqual(faults, [])
  })
