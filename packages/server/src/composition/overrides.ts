import type { Clock } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { VerificationCache } from '@latchkey/core/ports/verification-cache'
import type { WebhookSender } from '@latchkey/core/ports/webhook-sender'
import type { CommitStep } from '../adapters/sql/transaction.ts'

/** What a test puts in the place of a part it wants to watch or to break. */
export interface Overrides {
  readonly clock?: Clock
  readonly random?: RandomSource
  readonly cache?: VerificationCache
  readonly rateLimiter?: RateLimiter
  /** Stands between the use cases and the real store. */
  readonly keyStore?: (store: KeyStore) => KeyStore
  readonly projectStore?: (store: ProjectStore) => ProjectStore
  /** Told of each step of a commit. */
  readonly onCommitStep?: (step: CommitStep) => void
  readonly deadlineMs?: number
  readonly webhookSender?: WebhookSender
  /** Stands between the log and the process. */
  readonly logLine?: (line: string) => void
}
