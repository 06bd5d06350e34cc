import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditCheckpoint, AuditCut, AuditLog, AuditQuery, AuditStretch } from '@latchkey/core/ports/audit-log'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { AuditList } from './audit-list.ts'
import type { SqliteAuditLog } from './audit-log.ts'
import type { GroupCommit } from './group-commit.ts'
import { reading } from './storage-failure.ts'

export interface SqliteAuditStoreParts {
  readonly auditLog: SqliteAuditLog
  readonly auditList: AuditList
  readonly commits: GroupCommit
}

export class SqliteAuditStore implements AuditLog {
  readonly #auditLog: SqliteAuditLog
  readonly #auditList: AuditList
  readonly #commits: GroupCommit

  constructor({ auditLog, auditList, commits }: SqliteAuditStoreParts) {
    this.#auditLog = auditLog
    this.#auditList = auditList
    this.#commits = commits
  }

  listEvents(chainId: string, query: AuditQuery): Awaitable<readonly AuditEvent[]> {
    return this.#auditList.list(chainId, query)
  }

  readChain(chainId: string, stretch: AuditStretch): readonly AuditEvent[] {
    return reading(() => this.#auditLog.readEvents(chainId, stretch))
  }

  findHead(chainId: string): AuditChainLink | undefined {
    return reading(() => this.#auditLog.findHead(chainId))
  }

  readCheckpoint(chainId: string): AuditCheckpoint | undefined {
    return reading(() => this.#auditLog.readCheckpoint(chainId))
  }

  listChains(): readonly string[] {
    return reading(() => this.#auditLog.listChains())
  }

  cutBefore(chainId: string, { before, limit, sign }: AuditCut): Promise<number> {
    return this.#commits.run(() => {
      const { count, last } = this.#auditLog.findOld(chainId, before, limit)
      if (last === undefined) return 0
      this.#auditLog.writeCheckpoint(chainId, sign(last))
      this.#auditLog.removeEvents(chainId, last.sequence)
      return count
    }, limit)
  }
}
