import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openConnection } from '../connection.ts'
import { Migrator } from '../migration-runner.ts'
import { openSqliteStore } from '../sqlite-store.ts'

/** What version 1 had written: a project with two revisions and keys of three groups, one of them revoked. */
const written = `
  INSERT INTO workspaces (id, name, plan, created_at) VALUES ('w', 'Workspace', 'team', 7);
  INSERT INTO projects (id, workspace_id, slug, name, environment, state, api_keys_enabled, revision, sealed_data_key,
    created_at, updated_at, live_keys) VALUES ('p', 'w', 'slug', 'Project', 'dev', 'running', 1, 2, 'sealed', 8, 9, 4);
  INSERT INTO project_config (project_id, revision, config, created_at) VALUES ('p', 1, '{}', 8), ('p', 2, '{"a":1}', 9);
  INSERT INTO audit_events (chain_id, sequence, id, at, event, caller_kind, caller_id, caller_name, target_kind, target_id,
    request_id, previous_hash, hash) VALUES
    ('p', 1, 'e1', 8, 'project.created', 'access_key', 'k', 'its maker', 'project', 'p', 'r', '', ''),
    ('p', 2, 'e2', 9, 'project.updated', 'access_key', 'k', 'somebody', 'project', 'p', 'r', '', '');
  INSERT INTO issued_api_keys (project_id, id, name, actor_id, scopes, metadata, visibility, created_at, updated_at, revoked_at,
    revocation_reason, version, prefix, hmac_secret_id)
  SELECT 'p', value, '', '', '[]', '{}', 'secret', 8, 8, nullif(value >= 'd', 0), iif(value >= 'd', 'superseded', NULL), 1,
    iif(value = 'c', 'new', 'old'), iif(value = 'a', 'first', 'second')
  FROM json_each('["a", "b", "c", "d", "e"]')`

const onVersionOne = (test: (path: string, db: DatabaseSync) => Promise<void>) => async (): Promise<void> => {
  const folder = openTemporaryFolder()
  const path = join(folder.path, 'latchkey.db')
  const db = openConnection(path)
  try {
    new Migrator(db).up(1)
    db.exec(written)
    await test(path, db)
  } finally {
    db.close()
    folder.remove()
  }
}

describe('the migration to the control plane', () => {
  it(
    'says of what is there when it changed, who made it and which keys live',
    onVersionOne(async (path) => {
      const store = openSqliteStore({ path })
      const projectId = 'p' as ProjectId
      assert.equal((await store.projects.findWorkspace('w'))?.updatedAt, 7)
      const revisions = await store.projects.listRevisions(projectId, 10)
      assert.deepEqual(
        revisions.map(({ revision, author, createdAt }) => [revision, author, createdAt]),
        [
          [2, { kind: 'operator', id: '', name: '' }, 9],
          [1, { kind: 'access_key', id: 'k', name: 'its maker' }, 8],
        ],
      )
      assert.deepEqual(await store.projects.countLiveKeys(projectId), [
        { prefix: 'new', hmacSecretId: 'second', live: 1 },
        { prefix: 'old', hmacSecretId: 'first', live: 1 },
        { prefix: 'old', hmacSecretId: 'second', live: 1 },
      ])
      await store.close()
    }),
  )

  it(
    'leads back to the rows as they were',
    onVersionOne(async (_path, db) => {
      const tables = ['workspaces', 'projects', 'project_config', 'issued_api_keys', 'audit_events']
      const rows = () => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all())
      const before = rows()
      const migrator = new Migrator(db)
      assert.deepEqual([migrator.up(2), migrator.down(1)], [[2], [2]])
      assert.deepEqual([rows(), migrator.status().current], [before, 1])
    }),
  )
})
