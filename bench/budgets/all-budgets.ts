import type { Budget } from './budget.ts'
import { countingUsage } from './counting-usage.ts'
import { enforcingLimits } from './enforcing-limits.ts'
import { issuing } from './issuing.ts'
import { listing } from './listing.ts'
import { revoking } from './revoking.ts'
import { severalWorkers } from './several-workers.ts'
import { starting } from './starting.ts'
import { verifyingABatch } from './verifying-a-batch.ts'
import { verifyingAgainstBetterAuth } from './verifying-against-better-auth.ts'
import { verifyingCached } from './verifying-cached.ts'
import { verifyingDerivedTokens } from './verifying-derived-tokens.ts'
import { verifyingInLargeStores } from './verifying-in-large-stores.ts'
import { verifyingUncached } from './verifying-uncached.ts'

export const allBudgets: readonly Budget[] = [
  verifyingCached,
  verifyingUncached,
  verifyingDerivedTokens,
  verifyingAgainstBetterAuth,
  verifyingABatch,
  verifyingInLargeStores,
  listing,
  issuing,
  revoking,
  severalWorkers,
  starting,
  enforcingLimits,
  countingUsage,
]
