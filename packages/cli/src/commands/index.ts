import type { CommandModule } from '../command.ts'
import * as createProject from './create/project.ts'
import * as createProjectApiKey from './create/project-api-key.ts'
import * as deleteProjectApiKey from './delete/project-api-key.ts'
import * as doctor from './doctor.ts'
import * as jwkGenerateEcdsa from './jwk/generate/ecdsa.ts'
import * as jwkGenerateEddsa from './jwk/generate/eddsa.ts'
import * as jwkGenerateHmac from './jwk/generate/hmac.ts'
import * as jwkGenerateRsa from './jwk/generate/rsa.ts'
import * as jwkGet from './jwk/get.ts'
import * as keysBatchVerify from './keys/batch-verify.ts'
import * as keysBulkRevoke from './keys/bulk-revoke.ts'
import * as keysDeriveToken from './keys/derive-token.ts'
import * as importedBatchImport from './keys/imported/batch-import.ts'
import * as importedDelete from './keys/imported/delete.ts'
import * as importedGet from './keys/imported/get.ts'
import * as importedImport from './keys/imported/import.ts'
import * as importedList from './keys/imported/list.ts'
import * as importedResume from './keys/imported/resume.ts'
import * as importedRevoke from './keys/imported/revoke.ts'
import * as importedSuspend from './keys/imported/suspend.ts'
import * as importedUpdate from './keys/imported/update.ts'
import * as keysIssue from './keys/issue.ts'
import * as issuedGet from './keys/issued/get.ts'
import * as issuedIssue from './keys/issued/issue.ts'
import * as issuedList from './keys/issued/list.ts'
import * as issuedResume from './keys/issued/resume.ts'
import * as issuedRevoke from './keys/issued/revoke.ts'
import * as issuedRotate from './keys/issued/rotate.ts'
import * as issuedSuspend from './keys/issued/suspend.ts'
import * as issuedUpdate from './keys/issued/update.ts'
import * as keysRevoke from './keys/revoke.ts'
import * as keysSelfRevoke from './keys/self-revoke.ts'
import * as keysVerify from './keys/verify.ts'
import * as listProjectApiKeys from './list/project-api-keys.ts'
import * as listProjects from './list/projects.ts'
import * as migrateDown from './migrate/down.ts'
import * as migrateForce from './migrate/force.ts'
import * as migrateStatus from './migrate/status.ts'
import * as migrateUp from './migrate/up.ts'
import * as serve from './serve.ts'

/** Every command, in the order of the help. */
export const commandModules: readonly CommandModule[] = [
  serve,
  keysIssue,
  keysVerify,
  keysBatchVerify,
  keysDeriveToken,
  keysRevoke,
  keysSelfRevoke,
  keysBulkRevoke,
  issuedIssue,
  issuedGet,
  issuedList,
  issuedUpdate,
  issuedRotate,
  issuedSuspend,
  issuedResume,
  issuedRevoke,
  importedImport,
  importedBatchImport,
  importedGet,
  importedList,
  importedUpdate,
  importedSuspend,
  importedResume,
  importedRevoke,
  importedDelete,
  createProject,
  createProjectApiKey,
  listProjects,
  listProjectApiKeys,
  deleteProjectApiKey,
  migrateUp,
  migrateStatus,
  migrateDown,
  migrateForce,
  doctor,
  jwkGet,
  jwkGenerateEddsa,
  jwkGenerateRsa,
  jwkGenerateEcdsa,
  jwkGenerateHmac,
]

/** One line for each word that only gathers commands. */
export const groupSummaries: Readonly<Record<string, string>> = {
  keys: 'Issue, import, verify, derive and revoke API keys',
  'keys issued': 'Keys that the server generated',
  'keys imported': 'Keys that were made elsewhere',
  jwk: 'Signing keys',
  'jwk generate': 'Make a signing key on this machine',
  migrate: 'The schema of the server’s store',
  create: 'Make a project or a project API key in the server’s store',
  list: 'What the server’s store holds',
  delete: 'Remove from the server’s store',
}
