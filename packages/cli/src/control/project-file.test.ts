import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { readProjectFile } from './project-file.ts'

const read = (text: string) => readProjectFile('-', Readable.from([Buffer.from(text)]))

describe('a project file', () => {
  it('is YAML or JSON, with the settings in either place', async () => {
    const expected = { project: 'shop', name: 'Shop', environment: 'prod', config: { cache: { enabled: true } } }
    assert.deepEqual(
      await read(
        'project: shop\nname: Shop\nenvironment: prod\nservices:\n  talos:\n    config:\n      cache: {enabled: true}\n',
      ),
      expected,
    )
    assert.deepEqual(await read(JSON.stringify(expected)), expected)
  })

  it('may be a project as the API shows it', async () => {
    const shown = {
      id: 'p1',
      slug: 'shop',
      name: 'Shop',
      environment: 'prod',
      state: 'running',
      revision_id: 'r1',
      workspace_id: null,
      home_region: 'global',
      hosts: ['shop.example.com'],
      organizations: [],
      cors_public: { enabled: false, origins: [] },
      cors_admin: { enabled: false, origins: [] },
      created_at: 't',
      updated_at: 't',
      services: { talos: { enabled: true, config: { cache: { ttl: '15s' } } } },
    }
    assert.deepEqual(await read(JSON.stringify(shown)), {
      project: 'shop',
      name: 'Shop',
      environment: 'prod',
      config: { cache: { ttl: '15s' } },
    })
  })

  const refused = [
    ['a member that nobody knows', 'nmae: x', /--file: nmae: is no member of a project file/],
    ['another service', 'services: {identity: {config: {}}}', /services\.identity: this server has only talos/],
    ['settings twice', 'config: {}\nservices: {talos: {config: {}}}', /config: is there twice/],
    ['settings that are none', 'config: yes please', /config: must be an object/],
    ['an unknown environment', 'environment: production', /environment: must be prod, stage or dev/],
    ['a list', '- a', /must be an object/],
    ['nothing', '', /must be an object/],
    ['no YAML', 'a: b: canary', /^UsageError: --file: is neither YAML nor JSON: [^\n]*$/],
    ['an HMAC secret', 'config: {secrets: {hmac: {current: canary}}}', /secrets\.hmac\.current: secrets do not belong/],
    [
      'retired secrets in a list',
      'config: {secrets: {hmac: {retired: [{value: canary}]}}}',
      /secrets\.hmac\.retired\.0\.value: secrets do not belong/,
    ],
    [
      'a signing key',
      'config: {credentials: {derived_tokens: {jwt: {signing_keys: {urls: ["base64://canary"]}}}}}',
      /signing_keys\.urls\.0: secrets do not belong into a project file; .*rotate project-signing-key/,
    ],
    ['a credential elsewhere', 'config: {log: {level: ory_wak_canary}}', /log\.level: looks like a secret/],
  ] as const
  for (const [what, text, message] of refused) {
    it(`must not have ${what}; no value is repeated`, async () => {
      await assert.rejects(read(text), (error: Error) => {
        assert.match(String(error), message)
        assert.equal(String(error).includes('canary'), false)
        return true
      })
    })
  }

  it('may name the place of the keys as the API shows it, empty', async () => {
    const text = 'config: {credentials: {derived_tokens: {jwt: {signing_keys: {urls: []}}}}}'
    assert.notEqual((await read(text)).config, undefined)
  })

  it('must be readable', async () => {
    await assert.rejects(readProjectFile('/nonexistent', Readable.from([])), /--file: cannot read \/nonexistent \(ENOENT\)/)
  })
})
