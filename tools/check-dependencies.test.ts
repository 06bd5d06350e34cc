import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findLockProblems, findManifestProblems } from './check-dependencies.ts'

const good = { integrity: 'sha512-abc' }

describe('findLockProblems', () => {
  it('accepts pinned packages and our own workspaces', () => {
    const packages = { '': {}, 'packages/core': {}, 'node_modules/@latchkey/core': { link: true }, 'node_modules/ajv': good }
    assert.deepEqual(findLockProblems(packages), [])
  })

  it('refuses a missing or weak integrity', () => {
    assert.equal(findLockProblems({ 'node_modules/a': {} }).length, 1)
    assert.equal(findLockProblems({ 'node_modules/a': { integrity: 'sha1-abc' } }).length, 1)
  })

  it('refuses sources that are not HTTPS', () => {
    assert.equal(findLockProblems({ 'node_modules/a': { ...good, resolved: 'git+ssh://example.com/a.git' } }).length, 1)
    assert.equal(findLockProblems({ 'node_modules/a': { ...good, resolved: 'https://example.com/a.tgz' } }).length, 0)
  })

  it('refuses install scripts in production', () => {
    assert.equal(findLockProblems({ 'node_modules/a': { ...good, hasInstallScript: true } }).length, 1)
    assert.equal(findLockProblems({ 'node_modules/a': { ...good, hasInstallScript: true, dev: true } }).length, 0)
  })

  it('refuses a lock file that leaves out what a package needs, on any platform', () => {
    const outer = { ...good, dependencies: { b: '1.0.0' }, optionalDependencies: { 'b-darwin': '1.0.0' } }
    assert.equal(findLockProblems({ 'node_modules/a': outer, 'node_modules/b': good }).length, 1)
    assert.equal(findLockProblems({ 'node_modules/a': outer, 'node_modules/b': good, 'node_modules/b-darwin': good }).length, 0)
    assert.equal(
      findLockProblems({ 'node_modules/a': outer, 'node_modules/b': good, 'node_modules/a/node_modules/b-darwin': good }).length,
      0,
    )
    assert.equal(
      findLockProblems({ 'node_modules/a': outer, 'node_modules/b': good, 'node_modules/c/node_modules/b-darwin': good }).length,
      1,
    )
  })

  it('refuses growth of production, not of development', () => {
    const many = (entry: object) =>
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`node_modules/p${n}`, { ...good, ...entry }]))
    assert.equal(findLockProblems(many({})).length, 1)
    assert.equal(findLockProblems(many({ dev: true })).length, 0)
  })
})

describe('findManifestProblems', () => {
  it('wants exact versions in every group', () => {
    assert.deepEqual(findManifestProblems('package.json', { dependencies: { a: '1.2.3' } }), [])
    for (const version of ['^1.2.3', '~1.2.3', '1.x', '*', 'latest', 'github:a/b']) {
      assert.equal(findManifestProblems('package.json', { devDependencies: { a: version } }).length, 1, version)
    }
  })
})
