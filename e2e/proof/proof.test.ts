import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findBars } from './find-bars.ts'
import { runBar, runControls } from './run-bar.ts'

for (const bar of await findBars()) {
  describe(`${bar.id}: ${bar.title}`, () => {
    it('holds', async () => {
      const line = await runBar(bar, 'pr')
      assert.ok(line.pass, JSON.stringify(line))
    })

    it('goes red without its defence', async () => {
      for await (const line of runControls(bar, 'pr')) assert.ok(line.pass, JSON.stringify(line))
    })
  })
}
