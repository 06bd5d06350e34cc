export { attenuateMacaroon } from '@latchkey/core/macaroon/attenuate'
export { ControlPlane, Latchkey } from './client.ts'
export { LatchkeyError, type LatchkeyErrorFacts, LatchkeyUnreachableError, SecretLostError } from './errors.ts'
export type * from './messages.ts'
export {
  type OfflineClaims,
  type OfflineFailure,
  type OfflineRequirements,
  type OfflineVerification,
  OfflineVerifier,
  type OfflineVerifierOptions,
} from './offline-verifier.ts'
export type { PageQuery } from './pages.ts'
export type { AuditExportQuery, AuditQuery } from './resources/audit-events.ts'
export type { ChangeOptions, UpdateOptions } from './resources/change-options.ts'
export type { VerifyOptions } from './resources/keys.ts'
export type { FailureQuery, UsageQuery } from './resources/usage.ts'
export type { DeliveryPageQuery } from './resources/webhooks.ts'
export type { WorkspacePageQuery } from './resources/workspaces.ts'
export type { CallOptions, ConnectionOptions, ResponseFacts } from './transport.ts'
