import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiKey, KeyId } from '@latchkey/core/key/api-key'
import {
  buildImportedKey,
  buildImportedKeyId,
  buildInsertion,
  buildIssuedKey,
  buildIssuedKeyId,
  buildRichIssuedKey,
} from './builders.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'

export function describeFind(open: OpenStore): void {
  describe('find', () => {
    it(
      'gives back an issued key exactly as it was inserted',
      onTwoProjects(open, async ({ keys, acme }) => {
        const plain = buildIssuedKey({ projectId: acme })
        const rich = buildRichIssuedKey({ projectId: acme })
        for (const key of [plain, rich]) await keys.insert(acme, buildInsertion({ key }))
        assert.deepEqual(await keys.find(acme, plain.id), plain)
        assert.deepEqual(await keys.find(acme, rich.id), rich)
      }),
    )

    it(
      'gives back an imported key exactly as it was inserted',
      onTwoProjects(open, async ({ keys, acme }) => {
        const key = buildImportedKey({ projectId: acme, hashAlgorithm: 'sha512', allowedCidrs: ['192.0.2.0/24'] })
        await keys.insert(acme, buildInsertion({ key }))
        assert.deepEqual(await keys.find(acme, key.id), key)
      }),
    )

    it(
      'knows nothing of an id that was never inserted',
      onTwoProjects(open, async ({ keys, acme }) => {
        await keys.insert(acme, buildInsertion({ key: buildIssuedKey({ projectId: acme }) }))
        assert.equal(await keys.find(acme, buildIssuedKeyId()), undefined)
        assert.equal(await keys.find(acme, buildImportedKeyId()), undefined)
        for (const id of ['', '%', `' OR 1=1 --`, '\u0000']) assert.equal(await keys.find(acme, id as KeyId), undefined)
      }),
    )

    it(
      'finds many keys of both origins at once and leaves out the absent',
      onTwoProjects(open, async ({ keys, acme }) => {
        const [issued, imported] = [buildIssuedKey({ projectId: acme }), buildImportedKey({ projectId: acme })]
        for (const key of [issued, imported]) await keys.insert(acme, buildInsertion({ key }))
        const found = await keys.findMany(acme, [imported.id, buildIssuedKeyId(), issued.id, buildImportedKeyId(), issued.id])
        assert.deepEqual(
          found,
          new Map<KeyId, ApiKey>([
            [imported.id, imported],
            [issued.id, issued],
          ]),
        )
        assert.equal((await keys.findMany(acme, [])).size, 0)
      }),
    )
  })
}
