import type { CommandModule } from '../command.ts'

/** Every command in the order of the help, by the words typed; loaded only when needed, so that each stays quick. */
const loaders: Readonly<Record<string, () => Promise<CommandModule>>> = {
  serve: () => import('./serve.ts'),
  'keys issue': () => import('./keys/issue.ts'),
  'keys verify': () => import('./keys/verify.ts'),
  'keys batch-verify': () => import('./keys/batch-verify.ts'),
  'keys derive-token': () => import('./keys/derive-token.ts'),
  'keys revoke': () => import('./keys/revoke.ts'),
  'keys self-revoke': () => import('./keys/self-revoke.ts'),
  'keys bulk-revoke': () => import('./keys/bulk-revoke.ts'),
  'keys issued issue': () => import('./keys/issued/issue.ts'),
  'keys issued get': () => import('./keys/issued/get.ts'),
  'keys issued list': () => import('./keys/issued/list.ts'),
  'keys issued update': () => import('./keys/issued/update.ts'),
  'keys issued rotate': () => import('./keys/issued/rotate.ts'),
  'keys issued suspend': () => import('./keys/issued/suspend.ts'),
  'keys issued resume': () => import('./keys/issued/resume.ts'),
  'keys issued revoke': () => import('./keys/issued/revoke.ts'),
  'keys imported import': () => import('./keys/imported/import.ts'),
  'keys imported batch-import': () => import('./keys/imported/batch-import.ts'),
  'keys imported get': () => import('./keys/imported/get.ts'),
  'keys imported list': () => import('./keys/imported/list.ts'),
  'keys imported update': () => import('./keys/imported/update.ts'),
  'keys imported suspend': () => import('./keys/imported/suspend.ts'),
  'keys imported resume': () => import('./keys/imported/resume.ts'),
  'keys imported revoke': () => import('./keys/imported/revoke.ts'),
  'keys imported delete': () => import('./keys/imported/delete.ts'),
  'create project': () => import('./create/project.ts'),
  'create project-api-key': () => import('./create/project-api-key.ts'),
  'list projects': () => import('./list/projects.ts'),
  'list project-api-keys': () => import('./list/project-api-keys.ts'),
  'delete project-api-key': () => import('./delete/project-api-key.ts'),
  'migrate up': () => import('./migrate/up.ts'),
  'migrate status': () => import('./migrate/status.ts'),
  'migrate down': () => import('./migrate/down.ts'),
  'migrate force': () => import('./migrate/force.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  doctor: () => import('./doctor.ts'),
  'jwk get': () => import('./jwk/get.ts'),
  'jwk generate eddsa': () => import('./jwk/generate/eddsa.ts'),
  'jwk generate rsa': () => import('./jwk/generate/rsa.ts'),
  'jwk generate ecdsa': () => import('./jwk/generate/ecdsa.ts'),
  'jwk generate hmac': () => import('./jwk/generate/hmac.ts'),
}

/** All commands, or with `words` only those whose words appear among them in order; all again when that is none. */
export function loadCommands(words?: readonly string[]): Promise<readonly CommandModule[]> {
  const meant = Object.keys(loaders).filter((path) => words === undefined || isSubsequence(path.split(' '), words))
  const paths = meant.length === 0 ? Object.keys(loaders) : meant
  return Promise.all(paths.flatMap((path) => loaders[path]?.() ?? []))
}

function isSubsequence(path: readonly string[], words: readonly string[]): boolean {
  let found = 0
  for (const word of words) if (word === path[found]) found += 1
  return found === path.length
}

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
