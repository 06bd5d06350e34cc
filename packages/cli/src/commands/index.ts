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
  auth: () => import('./auth.ts'),
  'auth status': () => import('./auth/status.ts'),
  'auth logout': () => import('./auth/logout.ts'),
  'use project': () => import('./use/project.ts'),
  apply: () => import('./apply.ts'),
  'create project': () => import('./create/project.ts'),
  'create workspace': () => import('./create/workspace.ts'),
  'create project-api-key': () => import('./create/project-api-key.ts'),
  'create workspace-api-key': () => import('./create/workspace-api-key.ts'),
  'list projects': () => import('./list/projects.ts'),
  'list workspaces': () => import('./list/workspaces.ts'),
  'list project-api-keys': () => import('./list/project-api-keys.ts'),
  'list workspace-api-keys': () => import('./list/workspace-api-keys.ts'),
  'list project-secrets': () => import('./list/project-secrets.ts'),
  'list project-revisions': () => import('./list/project-revisions.ts'),
  'get project': () => import('./get/project.ts'),
  'get workspace': () => import('./get/workspace.ts'),
  'update project': () => import('./update/project.ts'),
  'update workspace': () => import('./update/workspace.ts'),
  'patch project': () => import('./patch/project.ts'),
  'suspend project': () => import('./suspend/project.ts'),
  'resume project': () => import('./resume/project.ts'),
  'enable project': () => import('./enable/project.ts'),
  'rotate project-hmac-secret': () => import('./rotate/project-hmac-secret.ts'),
  'rotate project-signing-key': () => import('./rotate/project-signing-key.ts'),
  'delete project': () => import('./delete/project.ts'),
  'delete project-api-key': () => import('./delete/project-api-key.ts'),
  'delete workspace-api-key': () => import('./delete/workspace-api-key.ts'),
  'delete project-secret': () => import('./delete/project-secret.ts'),
  'console setup-link': () => import('./console/setup-link.ts'),
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

/** All commands, or with `words` only those whose words appear among them in order, and what is below; all when that is none. */
export function loadCommands(words?: readonly string[]): Promise<readonly CommandModule[]> {
  const all = Object.keys(loaders)
  const meant = all.filter((path) => words === undefined || isSubsequence(path.split(' '), words))
  const paths = meant.length === 0 ? all : all.filter((path) => meant.some((above) => `${path} `.startsWith(`${above} `)))
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
  use: 'Choose what later calls mean',
  console: 'The console of the server on this machine',
  create: 'Make a project, a workspace or an API key for one',
  list: 'Projects, workspaces, their API keys and secrets',
  get: 'Show a project or a workspace',
  update: 'Replace what a project or a workspace is',
  patch: 'Change single settings',
  suspend: 'Stop a project until it is resumed',
  resume: 'Let a suspended project work again',
  enable: 'Switch API keys on',
  rotate: 'Replace the secrets of a project',
  delete: 'Remove a project or an API key, for good',
}
