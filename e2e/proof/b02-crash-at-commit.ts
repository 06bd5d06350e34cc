import { storeThatRotatesInTwoSteps } from '@latchkey/testkit/fault/broken-ports'
import { type Bar, combine, type Finding, type Tier } from './bar.ts'
import { measureDeaths } from './support/deaths-at-commit.ts'
import { instancesOf, isOnNetwork } from './support/instances.ts'
import { measureCuts, measureFailingRows } from './support/torn-changes.ts'

/** The file has tests of its own for the rest, which copy it at every step. */
async function all(tier: Tier): Promise<Finding> {
  const deaths = await measureDeaths(tier)
  if (!isOnNetwork) return combine({ deaths })
  return combine({ deaths, cuts: await measureCuts(), failingRows: await measureFailingRows(tier) })
}

export const bar: Bar = {
  id: 'b02',
  inTests: 'without_control',
  title: 'a change that is interrupted at any step of its commit is done as a whole or not at all',
  instances: instancesOf(2),
  run: all,
  controls: [
    {
      broken: 'a rotation is two transactions',
      run: () => (isOnNetwork ? measureCuts(storeThatRotatesInTwoSteps) : measureDeaths('pr', 'rotates-in-two-steps')),
    },
  ],
}
